package authtest_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/authtest"
)

// A login in which the user approves the code at the first poll, and a refresh
// that the server refuses.
func Example() {
	server := &authtest.Server{ApproveAfter: 1, Interval: time.Second, TokenLife: time.Second}
	url, stop, err := server.Start()
	if err != nil {
		log.Fatal(err)
	}
	defer stop()
	directory, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(directory)
	environment := map[string]string{auth.EnvURL: url, "AMIKA_STATE_DIRECTORY": directory}
	source := auth.NewSource(&auth.Options{
		LookupEnv: func(name string) (string, bool) { value, ok := environment[name]; return value, ok },
	})

	ctx := context.Background()
	login, err := source.StartLogin(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("code:", login.UserCode)
	session, err := login.Wait(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("logged in as", session.Email)

	server.Fail(authtest.Refresh, 0, authtest.OAuthError(400, "invalid_grant", "Gone."))
	time.Sleep(time.Until(session.ExpiresAt))
	_, err = source.Token(ctx)
	fmt.Println(err != nil, server.Count(authtest.Refresh), "refresh")
	// Output:
	// code: WXYZ-BBBC
	// logged in as dev@example.com
	// true 1 refresh
}
