//go:build tools

// Package engine only names what engine/install builds, so that go.mod and go.sum cover it.
package engine

import (
	_ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
	_ "github.com/pulumi/pulumi/sdk/v3/go/common/version" // set by a linker flag; the import keeps the sdk at the version of the command
)
