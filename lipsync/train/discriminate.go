package main

import (
	"math"
	"sort"

	"github.com/visavis/visavis/lipsync/acoustic"
)

const spliced = (acoustic.Behind + 1 + acoustic.Ahead) * acoustic.Coefficients

type matrix [spliced][spliced]float64

// discriminate returns the directions of spliced frames in which states differ most, compared to
// how much each varies in itself (linear discriminant analysis). Within a state, features have
// variance one.
func discriminate(data []sample) (p [acoustic.Dimensions][spliced]float32) {
	within, between := scatter(data)
	l := cholesky(&within)
	inverse := invertLower(&l)
	// Directions are eigenvectors of L⁻¹·between·L⁻ᵀ.
	var half, full matrix
	for i := range spliced {
		for j := range spliced {
			for k := 0; k <= i; k++ {
				half[i][j] += inverse[i][k] * between[k][j]
			}
		}
	}
	for i := range spliced {
		for j := range spliced {
			for k := 0; k <= j; k++ {
				full[i][j] += half[i][k] * inverse[j][k]
			}
		}
	}
	values, vectors := eigen(&full)
	order := make([]int, spliced)
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return values[order[a]] > values[order[b]] })
	for d := range p {
		for i := range spliced {
			sum := 0.0
			for k := i; k < spliced; k++ {
				sum += vectors[k][order[d]] * inverse[k][i]
			}
			p[d][i] = float32(sum)
		}
	}
	return p
}

// scatter returns the covariance within states and between their means.
func scatter(data []sample) (within, between matrix) {
	var sums [acoustic.States][spliced]float64
	var counts [acoustic.States]float64
	var all matrix
	total := 0.0
	for i := range data {
		x := &data[i]
		for j := range x.frames {
			v := acoustic.Splice(x.frames, j)
			w := x.weight
			counts[x.state[j]] += w
			total += w
			for a, va := range v {
				sums[x.state[j]][a] += w * float64(va)
				row, f := &all[a], w*float64(va)
				for b, vb := range v[:a+1] {
					row[b] += f * float64(vb)
				}
			}
		}
	}
	var mean [spliced]float64
	for s := range sums {
		for a := range mean {
			mean[a] += sums[s][a] / total
		}
	}
	for a := range spliced {
		for b := 0; b <= a; b++ {
			in, out := all[a][b]/total, 0.0
			for s := range sums {
				if counts[s] > 0 {
					in -= sums[s][a] * sums[s][b] / counts[s] / total
					out += counts[s] / total * (sums[s][a]/counts[s] - mean[a]) * (sums[s][b]/counts[s] - mean[b])
				}
			}
			if a == b {
				in += 1e-3
			}
			within[a][b], within[b][a] = in, in
			between[a][b], between[b][a] = out, out
		}
	}
	return within, between
}

// cholesky returns the lower triangle whose square is m.
func cholesky(m *matrix) (l matrix) {
	for i := range spliced {
		for j := 0; j <= i; j++ {
			sum := m[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(max(sum, 1e-9))
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	return l
}

func invertLower(l *matrix) (inverse matrix) {
	for j := range spliced {
		inverse[j][j] = 1 / l[j][j]
		for i := j + 1; i < spliced; i++ {
			sum := 0.0
			for k := j; k < i; k++ {
				sum -= l[i][k] * inverse[k][j]
			}
			inverse[i][j] = sum / l[i][i]
		}
	}
	return inverse
}

// eigen returns the eigenvalues and, in columns, the eigenvectors of a symmetric matrix, by Jacobi's
// rotations.
func eigen(m *matrix) (values [spliced]float64, vectors matrix) {
	a := *m
	for i := range spliced {
		vectors[i][i] = 1
	}
	for range 12 {
		for p := range spliced {
			for q := p + 1; q < spliced; q++ {
				rotate(&a, &vectors, p, q)
			}
		}
	}
	for i := range spliced {
		values[i] = a[i][i]
	}
	return values, vectors
}

// rotate makes a[p][q] zero.
func rotate(a, vectors *matrix, p, q int) {
	if math.Abs(a[p][q]) < 1e-12 {
		return
	}
	theta := (a[q][q] - a[p][p]) / (2 * a[p][q])
	t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
	if theta < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(t*t+1)
	s := t * c
	for k := range spliced {
		a[k][p], a[k][q] = c*a[k][p]-s*a[k][q], s*a[k][p]+c*a[k][q]
	}
	for k := range spliced {
		a[p][k], a[q][k] = c*a[p][k]-s*a[q][k], s*a[p][k]+c*a[q][k]
		vectors[k][p], vectors[k][q] = c*vectors[k][p]-s*vectors[k][q], s*vectors[k][p]+c*vectors[k][q]
	}
}
