CREATE TABLE "notebook_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"notebook_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"name" text,
	"named_by" text,
	"editors" text[] NOT NULL,
	"edited_at" timestamp with time zone NOT NULL,
	"state" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notebook_versions" ADD CONSTRAINT "notebook_versions_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "notebook_versions_seq" ON "notebook_versions" USING btree ("notebook_id","seq");