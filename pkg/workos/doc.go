// Package workos is a client of WorkOS, who keep the accounts of Amika: it
// logs a device in ([RFC 8628]), refreshes and ends sessions ([RFC 6749]), and
// asks Amika whether a credential is accepted.
//
// A [Client] sends one request per call, except [Client.Start] and
// [Client.Wait], which between them are the device flow with its tries and
// waits. Redirects are never followed, bodies are limited, every request has a
// time limit. What goes wrong is an [Error]: its [Kind] says what the server
// has done with the request as far as can be known, and its text names the host
// that was asked and holds nothing secret.
//
// [RFC 6749]: https://www.rfc-editor.org/rfc/rfc6749
// [RFC 8628]: https://www.rfc-editor.org/rfc/rfc8628
package workos
