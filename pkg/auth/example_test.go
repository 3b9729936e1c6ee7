package auth_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"amika.dev/pkg/auth"
)

// A program that is run as "amika NAME" gets a token in two lines. This example
// makes up its environment; a program passes nil.
func Example() {
	source := auth.NewSource(&auth.Options{LookupEnv: environment{"AMIKA_API_KEY": "the-key"}.lookup})
	token, err := source.Token(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token.Method, token.Value)
	fmt.Println("Authorization: Bearer " + token.Value.Reveal())
	// Output:
	// env_api_key [redacted]
	// Authorization: Bearer the-key
}

// An error that means that the user has to log in carries the hint to print.
func ExampleSource_Token() {
	source := auth.NewSource(&auth.Options{LookupEnv: environment{"AMIKA_STATE_DIRECTORY": filepath.Join(os.TempDir(), "nonexistent")}.lookup})
	_, err := source.Token(context.Background())
	if errors.Is(err, auth.ErrNoCredential) || errors.Is(err, auth.ErrSessionEnded) {
		fmt.Println(err)
	}
	var advice interface{ Hint() string }
	if errors.As(err, &advice) {
		fmt.Println("hint:", advice.Hint())
	}
	// Output:
	// no credential found
	// hint: run 'amika auth login', or set AMIKA_API_KEY
}

// An HTTP client whose requests carry the token.
func ExampleSource_Transport() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Header.Get("Authorization"))
	}))
	defer api.Close()

	source := auth.NewSource(&auth.Options{LookupEnv: environment{"AMIKA_API_KEY": "the-key"}.lookup})
	client := &http.Client{Transport: source.Transport(nil)}
	response, err := client.Get(api.URL)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	// Output: Bearer the-key
}
