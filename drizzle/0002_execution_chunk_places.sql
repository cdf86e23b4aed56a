ALTER TABLE "execution_chunks" ALTER COLUMN "chunk" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "execution_chunks" ADD COLUMN "last_seq" integer NOT NULL;