/**
 * A bad network: what is sent may be lost, come twice, late, or after what was sent later. Nothing here looks at a clock;
 * a step of the world delivers what is due.
 */
export interface Parcel {
	readonly to: string;
	readonly from: string;
	readonly bytes: Uint8Array;
}

/** Each the share of parcels, 0 to 1. */
export interface Faults {
	drop: number;
	double: number;
	reorder: number;
	/** A stranger sends a damaged copy to the server. */
	damage: number;
}

export interface Wire {
	readonly send: (parcel: Parcel) => void;
	/** Hands over the next parcel; null when nothing is under way. */
	readonly next: () => Parcel | null;
	/** The socket of this name breaks: what is under way from or to it is gone. */
	readonly lose: (name: string) => void;
	readonly counts: { sent: number; dropped: number; doubled: number; reordered: number; damaged: number };
}

export const stranger = 'stranger';

export function createWire(random: () => number, faults: Faults): Wire {
	let underWay: Parcel[] = [];
	const counts = { sent: 0, dropped: 0, doubled: 0, reordered: 0, damaged: 0 };
	const put = (parcel: Parcel) => {
		if (random() < faults.reorder && underWay.length > 0) {
			counts.reordered++;
			underWay.splice(Math.floor(random() * underWay.length), 0, parcel);
		} else underWay.push(parcel);
	};
	const damage = ({ to, bytes }: Parcel) => {
		counts.damaged++;
		const damaged = bytes.slice();
		damaged[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
		put({ to, from: stranger, bytes: damaged });
	};
	return {
		counts,
		send: (parcel) => {
			counts.sent++;
			if (parcel.to === 'server' && random() < faults.damage) damage(parcel);
			if (random() < faults.drop) return void counts.dropped++;
			put(parcel);
			if (random() < faults.double) {
				counts.doubled++;
				put(parcel);
			}
		},
		next: () => underWay.shift() ?? null,
		lose: (name) => {
			const before = underWay.length;
			underWay = underWay.filter(({ to, from }) => to !== name && from !== name);
			counts.dropped += before - underWay.length;
		},
	};
}
