/** Mechanisms and iterations of SCRAM users; never secrets. */
import { array, int16, int32, int8, message, nullable, nullableArray, string } from '../wire/index.ts';
import { api } from './api.ts';

const request = message(
  'DescribeUserScramCredentialsRequest',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    users: nullableArray({
      name: string(),
    }),
  }),
);

const response = message(
  'DescribeUserScramCredentialsResponse',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: nullable(string),
    results: array({
      user: string(),
      errorCode: int16(),
      errorMessage: nullable(string),
      credentialInfos: array({
        mechanism: int8(),
        iterations: int32(),
      }),
    }),
  }),
);

export const DescribeUserScramCredentials = api({
  key: 50,
  name: 'DescribeUserScramCredentials',
  request,
  response,
  listeners: ['broker', 'controller'],
});
