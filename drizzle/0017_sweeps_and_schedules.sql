CREATE TYPE "public"."firing_status" AS ENUM('queued', 'refused', 'skipped');--> statement-breakpoint
CREATE TYPE "public"."sweep_status" AS ENUM('running', 'finished', 'failed', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."trial_status" AS ENUM('waiting', 'running', 'finished', 'stopped', 'failed');--> statement-breakpoint
CREATE TABLE "schedule_firings" (
	"id" text PRIMARY KEY NOT NULL,
	"schedule_id" text NOT NULL,
	"due" text NOT NULL,
	"status" "firing_status" NOT NULL,
	"job_id" text,
	"reason" text,
	"seen_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"notebook_id" text NOT NULL,
	"user_id" text NOT NULL,
	"trigger" jsonb NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"next_at" timestamp with time zone,
	"seen_version" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sweep_jobs" (
	"sweep_id" text NOT NULL,
	"job_id" text NOT NULL,
	CONSTRAINT "sweep_jobs_sweep_id_job_id_pk" PRIMARY KEY("sweep_id","job_id")
);
--> statement-breakpoint
CREATE TABLE "sweep_trials" (
	"sweep_id" text NOT NULL,
	"number" integer NOT NULL,
	"params" jsonb NOT NULL,
	"seed" bigint NOT NULL,
	"status" "trial_status" NOT NULL,
	"value" double precision,
	"step" integer NOT NULL,
	"rungs" jsonb NOT NULL,
	"reason" text,
	"claim" text NOT NULL,
	"attempt_id" text,
	"claimed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"run_id" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "sweep_trials_sweep_id_number_pk" PRIMARY KEY("sweep_id","number")
);
--> statement-breakpoint
CREATE TABLE "sweeps" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"notebook_id" text NOT NULL,
	"cell_id" text NOT NULL,
	"place" integer NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"plan" jsonb NOT NULL,
	"total" integer NOT NULL,
	"status" "sweep_status" DEFAULT 'running' NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"execution_id" text NOT NULL,
	"user_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "sweep_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "trial" integer;--> statement-breakpoint
ALTER TABLE "schedule_firings" ADD CONSTRAINT "schedule_firings_schedule_id_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."schedules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedule_firings" ADD CONSTRAINT "schedule_firings_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweep_jobs" ADD CONSTRAINT "sweep_jobs_sweep_id_sweeps_id_fk" FOREIGN KEY ("sweep_id") REFERENCES "public"."sweeps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweep_jobs" ADD CONSTRAINT "sweep_jobs_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweep_trials" ADD CONSTRAINT "sweep_trials_sweep_id_sweeps_id_fk" FOREIGN KEY ("sweep_id") REFERENCES "public"."sweeps"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "schedule_firings_due" ON "schedule_firings" USING btree ("schedule_id","due");--> statement-breakpoint
CREATE INDEX "schedule_firings_job" ON "schedule_firings" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "schedules_notebook" ON "schedules" USING btree ("notebook_id");--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "sweep_trials_run" ON "sweep_trials" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "sweeps_key" ON "sweeps" USING btree ("notebook_id","key","created_at");--> statement-breakpoint
CREATE INDEX "sweeps_execution" ON "sweeps" USING btree ("execution_id");--> statement-breakpoint
CREATE INDEX "sweeps_workspace" ON "sweeps" USING btree ("workspace_id","created_at");--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_sweep_id_sweeps_id_fk" FOREIGN KEY ("sweep_id") REFERENCES "public"."sweeps"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_sweep" ON "runs" USING btree ("sweep_id","trial");