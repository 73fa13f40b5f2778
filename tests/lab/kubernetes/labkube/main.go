// Command labkube is the API server and the proxy of the lab, in one binary.
//
// Which one it is depends on its first argument. One binary links the code
// that they share only once, which is what keeps a cold build short.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
)

var programs = map[string]func() *cobra.Command{
	"kube-apiserver": apiserver.NewAPIServerCommand,
	"kube-proxy":     proxy.NewProxyCommand,
}

func main() {
	if len(os.Args) > 1 {
		if program, known := programs[os.Args[1]]; known {
			os.Args = os.Args[1:]
			os.Exit(cli.Run(program()))
		}
	}
	fmt.Fprintln(os.Stderr, "labkube: the first argument must be kube-apiserver or kube-proxy")
	os.Exit(2)
}
