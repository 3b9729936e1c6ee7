// Package release tests what people get: how the programs are built, installed,
// packed and released. Its tests run make, shells and package tools as people
// do, and skip what needs a tool that is not there.
package release
