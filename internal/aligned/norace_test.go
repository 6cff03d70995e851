//go:build !race

package aligned

const thorough = true
