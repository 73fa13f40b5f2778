// Command controllers is kube-controller-manager.
//
// It is a program of its own because few tests need it, and those that do not
// should not wait for it to be built.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

func main() {
	os.Exit(cli.Run(app.NewControllerManagerCommand()))
}
