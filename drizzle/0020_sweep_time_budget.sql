ALTER TABLE "sweeps" ADD COLUMN "minutes" double precision;--> statement-breakpoint
ALTER TABLE "sweeps" ADD COLUMN "ended_by" text;