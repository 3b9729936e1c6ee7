package main

import (
	"slices"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []int
		want   int
	}{
		{nil, 0},
		{[]int{7}, 7},
		{[]int{9, 1}, 9},
		{[]int{100, 3, 1}, 3},
	} {
		before := slices.Clone(c.values)
		if got := median(c.values); got != c.want || !slices.Equal(c.values, before) {
			t.Errorf("the median of %v is %d, want %d", before, got, c.want)
		}
	}
}

func TestTypical(t *testing.T) {
	t.Parallel()
	got := typical([]sample{
		{wall: 9, cpu: 1, faults: 100, memory: 5, threads: 3, status: 0},
		{wall: 1, cpu: 8, faults: 100, memory: 7, threads: 4, status: 3},
		{wall: 2, cpu: 2, faults: 130, memory: 6, threads: 4, status: 0},
	})
	if want := (sample{wall: 2, cpu: 2, faults: 110, memory: 7, threads: 4, status: 3}); got != want {
		t.Errorf("typical is %+v, want %+v", got, want)
	}
	if got := typical(nil); got != (sample{}) {
		t.Errorf("typical of none is %+v", got)
	}
}

// TestCompare computes ratios of commands that three rounds slowed down.
func TestCompare(t *testing.T) {
	t.Parallel()
	rounds := func(seconds ...int) [][]sample {
		var all [][]sample
		for _, s := range seconds {
			all = append(all, []sample{{wall: time.Duration(s) * time.Second, cpu: time.Second}})
		}
		return all
	}
	empty, extract, dispatch := rounds(1, 2, 4), rounds(2, 3, 8), rounds(4, 5, 16)
	ratio := func(samples []sample) float64 { return over(samples, wall) }
	if got, want := compare(ratio, extract, empty), (spread{all: 1.5, low: 1.5, high: 2}); got != want {
		t.Errorf("over: %v, want %v", got, want)
	}
	more := func(samples []sample) float64 { return extra(samples, wall) }
	if got, want := compare(more, dispatch, extract, empty), (spread{all: 1, low: 1, high: 2}); got != want {
		t.Errorf("extra: %v, want %v", got, want)
	}
	if got := over([]sample{{wall: 4, cpu: 3}, {wall: 2, cpu: 1}}, cpu); got != 3 {
		t.Errorf("over of CPU times is %v", got)
	}
}
