/** The supervisor's telephone, which no register holds: written down once on this phone. */
const key = 'linli-secretary-phone';

export const secretaryPhone = (): string => localStorage.getItem(key) ?? '';
export const keepSecretaryPhone = (phone: string): void => localStorage.setItem(key, phone.trim());
