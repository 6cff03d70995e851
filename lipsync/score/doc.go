// Command score measures how well lips follow voices.
package main
