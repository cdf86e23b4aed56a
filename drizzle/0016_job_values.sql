CREATE TABLE "job_values" (
	"job_id" text NOT NULL,
	"cell_id" text NOT NULL,
	"name" text NOT NULL,
	"value" jsonb NOT NULL,
	CONSTRAINT "job_values_job_id_cell_id_name_pk" PRIMARY KEY("job_id","cell_id","name")
);
--> statement-breakpoint
ALTER TABLE "job_values" ADD CONSTRAINT "job_values_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;