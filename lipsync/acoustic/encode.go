package acoustic

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
)

// magic begins an encoded model; its number changes with the shape of Model.
const magic = "lips model 1\n"

//go:embed model.bin
var encoded []byte

// Default returns the model that was trained by lipsync/train.
var Default = sync.OnceValue(func() *Model {
	m, err := Decode(bytes.NewReader(encoded))
	if err != nil {
		panic(fmt.Sprintf("the embedded model: %v", err)) // it is part of the program
	}
	return m
})

// Encode writes the model.
func (m *Model) Encode(w io.Writer) error {
	if _, err := io.WriteString(w, magic); err != nil {
		return err
	}
	return binary.Write(w, binary.LittleEndian, m)
}

// Decode reads what Encode has written.
func Decode(r io.Reader) (*Model, error) {
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	if string(head) != magic {
		return nil, errors.New("read model: this is none, or one of another version")
	}
	m := new(Model)
	if err := binary.Read(r, binary.LittleEndian, m); err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	return m, nil
}
