CREATE TABLE "notebook_renames" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"notebook_id" text NOT NULL,
	"before" text NOT NULL,
	"title" text NOT NULL,
	"user_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notebook_renames" ADD CONSTRAINT "notebook_renames_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notebook_renames_notebook" ON "notebook_renames" USING btree ("notebook_id","id");