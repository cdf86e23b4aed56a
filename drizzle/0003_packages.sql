CREATE TABLE "package_builds" (
	"id" text PRIMARY KEY NOT NULL,
	"specifier" text NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"integrity" text NOT NULL,
	"tree" jsonb NOT NULL,
	"bundle_hash" text NOT NULL,
	"bundle_size" bigint NOT NULL,
	"types_hash" text NOT NULL,
	"types_size" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "package_builds_specifier" ON "package_builds" USING btree ("specifier","created_at");