package auth

import (
	"time"

	"amika.dev/pkg/credential"
)

// maxSkew is how far our clock may be ahead of the server's, or an answer may be
// repeated, before the claims of a token are no longer taken as they are.
const maxSkew = time.Minute

// expiry returns when a token that has just arrived expires by our clock. If
// that is wrong, the token's life counts from now: else a clock that is ahead
// would spend a refresh token on every call, and one that is behind would give
// out tokens that have long expired.
func expiry(claims credential.Claims, now time.Time) time.Time {
	life := claims.ExpiresAt.Sub(claims.IssuedAt)
	if claims.ExpiresAt.IsZero() || claims.IssuedAt.IsZero() || life <= 0 {
		return claims.ExpiresAt
	}
	ahead := now.Sub(claims.IssuedAt) > maxSkew && claims.ExpiresAt.Sub(now) < MinTTL
	if behind := now.Before(claims.IssuedAt); ahead || behind {
		return now.Add(life).Truncate(time.Second)
	}
	return claims.ExpiresAt
}

// left returns how long the access token of a stored session remains valid. A
// token that was issued in the future and expires later than its life allows
// tells nothing: the clock was set back since, or another program has stored it
// while the clock was behind.
func (s *Source) left(session credential.Session) time.Duration {
	now := s.now()
	left := session.TTL(now)
	if left <= MinTTL {
		return left
	}
	claims := credential.ParseClaims(session.AccessToken)
	life := claims.ExpiresAt.Sub(claims.IssuedAt)
	if !claims.IssuedAt.IsZero() && claims.IssuedAt.Sub(now) > maxSkew && left > life+maxSkew {
		return 0
	}
	return left
}
