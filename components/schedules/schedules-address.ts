/** In a notebook's address: its schedules are open. */
export const SCHEDULES = "schedules";
