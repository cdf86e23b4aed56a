/** Checked wherever a password is set. */
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;
