export const brokerSecurityDocumentation: Record<string, string> = {
  'authorizer.class.name': 'Class that decides who may do what. When empty, everybody may do everything.',
  'sasl.mechanism.controller.protocol': 'SASL mechanism for connections to controllers.',
  'connections.max.reauth.ms':
    'Time after which a SASL client must authenticate again or be cut off; 0 never asks. It can be set for one listener and mechanism.',
  'sasl.server.max.receive.size': 'Largest message accepted before a client is authenticated.',
  'security.providers': 'Classes that create Java security providers.',
  'principal.builder.class':
    'Class that turns an authenticated connection into the principal that is authorized.',
  'ssl.client.auth': 'Whether TLS clients must show a certificate: required, requested or none.',
  'ssl.principal.mapping.rules':
    'Rules that turn the distinguished name of a certificate into a short name; the first that matches counts.',
  'ssl.allow.dn.changes': 'Allows a new certificate with another distinguished name to be set at run time.',
  'ssl.allow.san.changes': 'Allows a new certificate with other alternative names to be set at run time.',
  'ssl.protocol':
    'TLS version the context is created for. The versions accepted are in ssl.enabled.protocols.',
  'ssl.provider': 'Security provider for TLS. Without it that of the platform is used.',
  'ssl.enabled.protocols': 'TLS versions that connections may use.',
  'ssl.keystore.type': 'Format of the key store: JKS, PKCS12 or PEM.',
  'ssl.keystore.location': 'File with the key and the certificate of this server.',
  'ssl.keystore.password': 'Password of the key store. The PEM format has none.',
  'ssl.key.password': 'Password of the private key in the key store or in ssl.keystore.key.',
  'ssl.keystore.key': 'Private key itself, in PEM format, instead of a key store file.',
  'ssl.keystore.certificate.chain':
    'Certificate and those that signed it, in PEM format, instead of a key store file.',
  'ssl.truststore.type': 'Format of the trust store: JKS, PKCS12 or PEM.',
  'ssl.truststore.location': 'File with the certificates this server trusts.',
  'ssl.truststore.password':
    'Password of the trust store. Without it the store is read but not checked for integrity.',
  'ssl.truststore.certificates':
    'Trusted certificates themselves, in PEM format, instead of a trust store file.',
  'ssl.keymanager.algorithm': 'Algorithm of the key manager factory.',
  'ssl.trustmanager.algorithm': 'Algorithm of the trust manager factory.',
  'ssl.endpoint.identification.algorithm':
    'How the host name of a server is compared with its certificate; an empty value does not compare.',
  'ssl.secure.random.implementation': 'Source of random numbers for TLS.',
  'ssl.cipher.suites': 'Cipher suites that connections may use. When empty, all that the platform offers.',
  'ssl.engine.factory.class': 'Class that creates TLS engines, instead of the built-in one.',
  'sasl.mechanism.inter.broker.protocol': 'SASL mechanism for connections between brokers.',
  'sasl.enabled.mechanisms': 'SASL mechanisms that clients may use.',
  'sasl.server.callback.handler.class':
    'Class that checks credentials for a mechanism. It is set for one listener and mechanism.',
  'sasl.kerberos.principal.to.local.rules':
    'Rules that turn a Kerberos principal into a short name; the first that matches counts.',
  'sasl.jaas.config':
    'Login module and options of SASL, in JAAS format. On a broker it is set for one listener and mechanism.',
  'sasl.client.callback.handler.class': 'Class that supplies credentials when this node is the client.',
  'sasl.login.class': 'Class that logs in. On a broker it is set for one listener and mechanism.',
  'sasl.login.callback.handler.class':
    'Class that supplies credentials at login. On a broker it is set for one listener and mechanism.',
  'sasl.kerberos.service.name': 'Kerberos principal that brokers run as.',
  'sasl.kerberos.kinit.cmd': 'Path of the Kerberos kinit command.',
  'sasl.kerberos.ticket.renew.window.factor':
    'Fraction of the life of a ticket after which its renewal is tried.',
  'sasl.kerberos.ticket.renew.jitter': 'Random part of the time to renewal, as a fraction of it.',
  'sasl.kerberos.min.time.before.relogin':
    'Milliseconds the login thread waits between two attempts to refresh.',
  'sasl.login.refresh.window.factor': 'Fraction of the life of a token after which its refresh is tried.',
  'sasl.login.refresh.window.jitter':
    'Random part of the time to refresh, as a fraction of the life of the token.',
  'sasl.login.refresh.min.period.seconds': 'Least time between two refreshes of a token.',
  'sasl.login.refresh.buffer.seconds':
    'Time before the end of its life by which a token should be refreshed.',
  'sasl.login.connect.timeout.ms': 'Time a connection to the identity provider may take to open.',
  'sasl.login.read.timeout.ms': 'Time the identity provider may take to answer.',
  'sasl.login.retry.backoff.max.ms': 'Longest wait between attempts to log in at the identity provider.',
  'sasl.login.retry.backoff.ms':
    'First wait before another attempt to log in at the identity provider; it grows from there.',
  'sasl.oauthbearer.jwt.retriever.class': 'Class that gets a token from the identity provider.',
  'sasl.oauthbearer.jwt.validator.class': 'Class that checks a token before it is used or accepted.',
  'sasl.oauthbearer.scope': 'Scope to ask the identity provider for.',
  'sasl.oauthbearer.client.credentials.client.id':
    'Client id known to the identity provider, for the client credentials grant.',
  'sasl.oauthbearer.client.credentials.client.secret':
    'Secret that goes with the client id, for the client credentials grant.',
  'sasl.oauthbearer.assertion.algorithm': 'Algorithm that signs an assertion made by this client.',
  'sasl.oauthbearer.assertion.claim.aud': 'Audience put into an assertion made by this client.',
  'sasl.oauthbearer.assertion.claim.exp.seconds':
    'Time from now for which an assertion made by this client is valid.',
  'sasl.oauthbearer.assertion.claim.iss': 'Issuer put into an assertion made by this client.',
  'sasl.oauthbearer.assertion.claim.jti.include':
    'Puts a unique id into every assertion made by this client.',
  'sasl.oauthbearer.assertion.claim.nbf.seconds':
    'Time before now from which an assertion made by this client is valid, to allow for clocks that differ.',
  'sasl.oauthbearer.assertion.claim.sub': 'Subject put into an assertion made by this client.',
  'sasl.oauthbearer.assertion.file':
    'File with a finished assertion, which is then used instead of making one.',
  'sasl.oauthbearer.assertion.private.key.file':
    'File with the private key, in PEM format, that signs assertions.',
  'sasl.oauthbearer.assertion.private.key.passphrase': 'Passphrase of the private key that signs assertions.',
  'sasl.oauthbearer.assertion.template.file': 'File with headers and claims that assertions start from.',
  'sasl.oauthbearer.scope.claim.name':
    'Name of the claim that holds the scope, where the provider calls it otherwise.',
  'sasl.oauthbearer.sub.claim.name':
    'Name of the claim that holds the subject, where the provider calls it otherwise.',
  'sasl.oauthbearer.token.endpoint.url':
    'Address tokens are asked from, or the file one is read from. It must be among the allowed addresses.',
  'sasl.oauthbearer.jwks.endpoint.url':
    'Address or file with the public keys that tokens are checked against. It must be among the allowed addresses.',
  'sasl.oauthbearer.jwks.endpoint.refresh.ms': 'Interval at which the public keys are fetched again.',
  'sasl.oauthbearer.jwks.endpoint.retry.backoff.ms':
    'First wait before another attempt to fetch the public keys; it grows from there.',
  'sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms':
    'Longest wait between attempts to fetch the public keys.',
  'sasl.oauthbearer.clock.skew.seconds':
    'Difference allowed between the clocks of the provider and of this node.',
  'sasl.oauthbearer.expected.audience': 'Audiences of which a token must name one to be accepted.',
  'sasl.oauthbearer.expected.issuer': 'Issuer a token must come from to be accepted.',
  'delegation.token.secret.key':
    'Secret that signs delegation tokens, the same on all nodes. Without it there are no delegation tokens.',
  'delegation.token.max.lifetime.ms':
    'Time after which a delegation token ends, however often it was renewed.',
  'delegation.token.expiry.time.ms': 'Time for which a delegation token is valid until it is renewed.',
  'delegation.token.expiry.check.interval.ms': 'Interval at which ended delegation tokens are removed.',
};
