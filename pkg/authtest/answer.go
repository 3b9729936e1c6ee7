package authtest

import (
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"strconv"
)

// An answer is a response of the server.
type answer struct {
	status int
	header http.Header
	body   string
}

// object returns an answer in JSON.
func object(status int, v any) answer {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return answer{status, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, string(body)}
}

// oauthError returns an error in the form of RFC 6749.
//
// https://www.rfc-editor.org/rfc/rfc6749#section-5.2
func oauthError(status int, code, description string) answer {
	return object(status, map[string]string{"error": code, "error_description": description})
}

// apiError returns an error in the form of the rest of WorkOS.
func apiError(status int, code, message string) answer {
	return object(status, map[string]string{"code": code, "message": message})
}

// An ending is what becomes of the connection.
type ending int

const (
	answered  ending = iota
	dropped          // closed without a byte
	reset            // likewise, by a TCP reset if it is TCP
	truncated        // closed after half the body
)

func (a answer) write(w http.ResponseWriter, end ending) {
	switch end {
	case dropped:
		panic(http.ErrAbortHandler)
	case reset:
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0)
			}
			_ = conn.Close()
			return
		}
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), a.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if end == truncated {
		_, _ = w.Write([]byte(a.body[:len(a.body)/2]))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write([]byte(a.body))
}
