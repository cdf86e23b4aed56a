ALTER TABLE "job_attempts" DROP CONSTRAINT "job_attempts_worker_id_workers_id_fk";
--> statement-breakpoint
ALTER TABLE "job_attempts" ALTER COLUMN "worker_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "job_attempts" ADD COLUMN "worker_name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "workers" ADD COLUMN "load" jsonb;--> statement-breakpoint
ALTER TABLE "job_attempts" ADD CONSTRAINT "job_attempts_worker_id_workers_id_fk" FOREIGN KEY ("worker_id") REFERENCES "public"."workers"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "job_attempts_worker" ON "job_attempts" USING btree ("worker_id","created_at");