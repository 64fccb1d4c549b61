export { BatchJob } from './batch-job.ts';
export { Generator } from './generator.ts';
export { type Job, JobBoard } from './jobs.ts';
export { LoadJob } from './load-job.ts';
export { plannedOf } from './outgoing.ts';
export { previewRedrive, RedriveJob, type StoredSource } from './redrive-job.ts';
export { schemaFrom } from './shape.ts';
export { Sources } from './sources.ts';
export { TemplateError } from './template.ts';
