/** Adds, changes and deletes SCRAM credentials. Passwords are salted and hashed by the caller. */
import { array, bytes, int16, int32, int8, message, nullable, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message('AlterUserScramCredentialsRequest', { versions: [0, 0], flexibleSince: 0 }, () => ({
  deletions: array({
    name: string(),
    mechanism: int8(),
  }),
  upsertions: array({
    name: string(),
    mechanism: int8(),
    iterations: int32(),
    salt: bytes(),
    saltedPassword: bytes(),
  }),
}));

const response = message('AlterUserScramCredentialsResponse', { versions: [0, 0], flexibleSince: 0 }, () => ({
  throttleTimeMs: int32({ default: 0 }),
  results: array({
    user: string(),
    errorCode: int16(),
    errorMessage: nullable(string),
  }),
}));

export const AlterUserScramCredentials = api({
  key: 51,
  name: 'AlterUserScramCredentials',
  request,
  response,
  listeners: ['broker', 'controller'],
});
