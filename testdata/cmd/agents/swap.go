package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// swap mounts a Secret as kubelet does, and swaps it while the agent runs: the
// agent goes on with the new login.
func (t *trial) swap(ctx context.Context, agent string) error {
	home, err := t.login(agent, agent+"-swap-host", time.Hour)
	if err != nil {
		return err
	}
	volume, box := filepath.Join(t.dir, agent+"-volume"), filepath.Join(t.dir, agent+"-pod")
	if err := t.mount(ctx, agent, home, volume, box); err != nil {
		return err
	}
	if err := t.ask(ctx, agent, box); err != nil {
		return err
	}
	// The vendor takes another token from now on. When the agent in the box comes
	// with the old one, the new one is in the volume before it is told.
	if _, err := t.login(agent, agent+"-swap-host", time.Hour); err != nil {
		return err
	}
	var swapping error
	swaps := 0
	t.vendor.mu.Lock()
	t.vendor.onRefusal = func() {
		if swaps++; swaps == 1 {
			swapping = t.mount(ctx, agent, home, volume, box)
		}
	}
	t.vendor.mu.Unlock()
	err = errors.Join(t.ask(ctx, agent, box), swapping)
	t.vendor.mu.Lock()
	t.vendor.onRefusal = nil
	t.vendor.mu.Unlock()
	if err == nil && swaps == 0 {
		err = fmt.Errorf("%s: nothing was refused", agent)
	}
	if err == nil {
		fmt.Printf("%-8s  follows a volume that is swapped while it runs\n", agent)
	}
	return err
}

// mount writes the Secret of a home as a volume, and links the files of a box to it.
func (t *trial) mount(ctx context.Context, agent, home, volume, box string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(t.bin, "amika-extract"), "seed", "--format", "kubernetes", "--agent", agent)
	cmd.Env, cmd.Stderr = t.environ(home), os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return err
	}
	var secret struct {
		Metadata struct{ Annotations map[string]string }
		Data     map[string][]byte
	}
	if err := json.Unmarshal(text, &secret); err != nil {
		return err
	}
	var paths map[string]string
	if err := json.Unmarshal([]byte(secret.Metadata.Annotations["amika.dev/paths"]), &paths); err != nil {
		return err
	}
	data := fmt.Sprintf("..%d", time.Now().UnixNano())
	for key, content := range secret.Data {
		file := filepath.Join(volume, data, key)
		err = errors.Join(err, os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, content, 0o600))
		link, target := filepath.Join(volume, key), filepath.Join("..data", key)
		if _, there := os.Lstat(link); there != nil {
			err = errors.Join(err, os.Symlink(target, link))
		}
		inBox := filepath.Join(box, paths[key])
		if _, there := os.Lstat(inBox); there == nil {
			continue
		}
		err = errors.Join(err, os.MkdirAll(filepath.Dir(inBox), 0o700))
		if key == "claude.json" {
			err = errors.Join(err, os.WriteFile(inBox, content, 0o600))
		} else {
			err = errors.Join(err, os.Symlink(link, inBox))
		}
	}
	next := filepath.Join(volume, "..data_tmp")
	return errors.Join(err, os.Symlink(data, next), os.Rename(next, filepath.Join(volume, "..data")))
}
