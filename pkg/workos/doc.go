// Package workos is a client for WorkOS, Amika's identity provider: it logs a
// device in ([RFC 8628]), refreshes and ends sessions ([RFC 6749]), and asks
// Amika whether a credential is accepted.
//
// A [Client] sends one request per call, except [Client.Start] and
// [Client.Wait], which retry and poll. Redirects are never followed, bodies are
// limited, and every request has a time limit. A request that fails is an
// [Error]: its [Kind] says what is known about the fate of the request; its text
// names the host and holds no secret.
//
// It serves the programs of this repository and is no API: see package auth.
//
// [RFC 6749]: https://www.rfc-editor.org/rfc/rfc6749
// [RFC 8628]: https://www.rfc-editor.org/rfc/rfc8628
package workos
