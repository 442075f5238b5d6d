// Command parley is the whole product in one program: the server, its
// interface and the tools to run it.
package main

func main() {}
