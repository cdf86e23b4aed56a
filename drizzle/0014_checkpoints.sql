CREATE TABLE "checkpoint_blobs" (
	"workspace_id" text NOT NULL,
	"hash" text NOT NULL,
	"size" bigint NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "checkpoint_blobs_workspace_id_hash_pk" PRIMARY KEY("workspace_id","hash")
);
--> statement-breakpoint
CREATE TABLE "checkpoint_parts" (
	"checkpoint_id" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "checkpoint_parts_checkpoint_id_hash_pk" PRIMARY KEY("checkpoint_id","hash")
);
--> statement-breakpoint
CREATE TABLE "checkpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"notebook_id" text,
	"user_id" text NOT NULL,
	"job_id" text,
	"run_id" text,
	"name" text NOT NULL,
	"manifest_hash" text NOT NULL,
	"epoch" integer,
	"metrics" jsonb NOT NULL,
	"marks" jsonb NOT NULL,
	"bytes" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "cell_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "job_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "attempt_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "earlier_devices" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "checkpoint_blobs" ADD CONSTRAINT "checkpoint_blobs_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkpoint_parts" ADD CONSTRAINT "checkpoint_parts_checkpoint_id_checkpoints_id_fk" FOREIGN KEY ("checkpoint_id") REFERENCES "public"."checkpoints"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkpoints" ADD CONSTRAINT "checkpoints_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkpoints" ADD CONSTRAINT "checkpoints_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkpoints" ADD CONSTRAINT "checkpoints_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkpoints" ADD CONSTRAINT "checkpoints_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkpoints" ADD CONSTRAINT "checkpoints_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "checkpoint_blobs_hash" ON "checkpoint_blobs" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "checkpoint_parts_hash" ON "checkpoint_parts" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "checkpoints_run" ON "checkpoints" USING btree ("run_id","name","created_at");--> statement-breakpoint
CREATE INDEX "checkpoints_notebook" ON "checkpoints" USING btree ("notebook_id","user_id","name","created_at");--> statement-breakpoint
CREATE INDEX "checkpoints_job" ON "checkpoints" USING btree ("job_id");--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_job" ON "runs" USING btree ("job_id");