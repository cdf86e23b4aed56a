CREATE TABLE "notebook_texts" (
	"notebook_id" text PRIMARY KEY NOT NULL,
	"up_to_seq" bigint NOT NULL,
	"title" text NOT NULL,
	"cells" text NOT NULL,
	"words" "tsvector" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notebooks" ADD COLUMN "deleted_by" text;--> statement-breakpoint
ALTER TABLE "notebooks" ADD COLUMN "folder" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "notebooks" ADD COLUMN "tags" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "notebook_texts" ADD CONSTRAINT "notebook_texts_notebook_id_notebooks_id_fk" FOREIGN KEY ("notebook_id") REFERENCES "public"."notebooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notebook_texts_words" ON "notebook_texts" USING gin ("words");--> statement-breakpoint
ALTER TABLE "notebooks" ADD CONSTRAINT "notebooks_deleted_by_user_id_fk" FOREIGN KEY ("deleted_by") REFERENCES "public"."user"("id") ON DELETE set null ON UPDATE no action;