package main

import (
	"cmp"
	"slices"
	"time"
)

// median returns the value in the middle, the upper one of two; zero if there
// is none.
func median[T cmp.Ordered](values []T) T {
	var zero T
	if len(values) == 0 {
		return zero
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// each returns one property of all samples.
func each[T any](samples []sample, property func(sample) T) []T {
	values := make([]T, len(samples))
	for i, s := range samples {
		values[i] = property(s)
	}
	return values
}

// typical returns the medians of samples, with the most memory and the highest
// exit status of any. Page faults are a mean: a goroutine that happens to run on
// another processor has its own part of the heap, so that there are two clusters,
// and the median may be in either.
func typical(samples []sample) sample {
	t := sample{
		wall:    median(each(samples, func(s sample) time.Duration { return s.wall })),
		cpu:     median(each(samples, func(s sample) time.Duration { return s.cpu })),
		threads: median(each(samples, func(s sample) int { return s.threads })),
	}
	for _, s := range samples {
		t.faults += s.faults
		t.memory, t.status = max(t.memory, s.memory), max(t.status, s.status)
	}
	t.faults /= max(len(samples), 1)
	return t
}

// all returns the typical sample of all rounds.
func all(rounds [][]sample) sample { return typical(slices.Concat(rounds...)) }

// A spread is a figure, and the lowest and the highest that a round gave.
type spread struct{ all, low, high float64 }

// compare computes a figure from the typical samples of some commands: those of
// all rounds, and those of each round.
func compare(figure func(t []sample) float64, commands ...[][]sample) spread {
	t := make([]sample, len(commands))
	for i, rounds := range commands {
		t[i] = all(rounds)
	}
	s := spread{all: figure(t)}
	for round := range commands[0] {
		for i, rounds := range commands {
			t[i] = typical(rounds[round])
		}
		f := figure(t)
		if round == 0 {
			s.low, s.high = f, f
		}
		s.low, s.high = min(s.low, f), max(s.high, f)
	}
	return s
}

// wall and cpu return the two times of a sample, in seconds.
func wall(s sample) float64 { return s.wall.Seconds() }
func cpu(s sample) float64  { return s.cpu.Seconds() }

// A clock is wall or cpu.
type clock func(sample) float64

// over returns the time of the first of two in those of the second.
func over(t []sample, of clock) float64 { return of(t[0]) / of(t[1]) }

// extra returns the time of the first of three beyond the second, in those of
// the third.
func extra(t []sample, of clock) float64 { return (of(t[0]) - of(t[1])) / of(t[2]) }

// seconds returns the time of the only one.
func seconds(t []sample, of clock) float64 { return of(t[0]) }
