export { analyseTopic, lastAnalysis } from './analyse.ts';
