// Command train makes the acoustic model of package lipsync/acoustic from synthetic speech whose
// phone times are known (see lipsync/corpus).
package main
