package main

import (
	"context"

	"parley/internal/channel/custom"
	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/settings"
)

// outside bounds where calls of apps may lead.
func (p *program) outside() guard.ClientOptions {
	return guard.ClientOptions{AllowPrivate: p.options.PrivateWebhooks}
}

// appSecret is what an app and we know.
func (p *program) appSecret(a *parley.App) ([]byte, error) { return settings.AppSecret(p.db, a) }

// customSender pushes answers to the apps of custom channels.
func (p *program) customSender() *custom.Sender {
	return &custom.Sender{
		Channel: func(ctx context.Context, id parley.CustomChannelID) (*parley.CustomChannel, error) {
			return p.db.Read(ctx).CustomChannel(id)
		},
		Present: p.public.PresentMessage,
		Secret: func(ctx context.Context, id parley.AppID) ([]byte, error) {
			a, err := p.db.Read(ctx).App(id)
			if err != nil {
				return nil, err
			}
			return p.appSecret(a)
		},
		Client: guard.Caller(p.outside()), Now: p.db.Now,
	}
}
