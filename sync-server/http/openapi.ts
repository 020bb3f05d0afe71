import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

export const openapi: FastifyDynamicSwaggerOptions = {
	openapi: {
		openapi: '3.1.0',
		info: {
			title: '邻里 linli',
			description:
				'The HTTP side of the ledger. Entries and pages also travel by WebSocket: `/sync/<page id>` speaks y-websocket. ' +
				'Failures are `{code, message}`.',
			version: '1',
			license: { name: 'Apache-2.0' },
		},
		tags: [
			{ name: 'session', description: 'Signing in and out' },
			{ name: 'pages', description: 'What phones replicate' },
			{ name: 'records', description: 'What supervisors and viewers read' },
			{ name: 'areas', description: 'Areas and the people in them' },
			{ name: 'roster', description: 'Registers from a spreadsheet' },
			{ name: 'server', description: 'The server itself' },
		],
		components: {
			securitySchemes: {
				cookie: {
					type: 'apiKey',
					in: 'cookie',
					name: 'session',
					description: 'Set by signing in; writes must come from our own page',
				},
				bearer: { type: 'http', scheme: 'bearer' },
				query: { type: 'apiKey', in: 'query', name: 'token', description: 'Where no header can be set; never logged' },
			},
		},
		security: [{ cookie: [] }, { bearer: [] }, { query: [] }],
	},
};
