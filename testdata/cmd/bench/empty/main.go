// Empty does nothing: starting it is what any Go program costs.
package main

func main() {}
