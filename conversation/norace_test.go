//go:build !race

package conversation

const thorough = true
