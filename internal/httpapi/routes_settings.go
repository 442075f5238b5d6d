package httpapi

import (
	"context"
	"net/http"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// SettingsOptions are what the settings alone are wired with.
type SettingsOptions struct {
	MailProviders []MailProvider
	Resolver      settings.Resolver // of the domains page; nil: the system's
	Outside       *http.Client      // for addresses that people enter; nil: one that refuses addresses inside (ATK-27)
	// RetryMail takes a quarantined mail in once more.
	RetryMail func(ctx context.Context, q *store.Quarantine, raw []byte) error
	// PlainTargets lets apps be called by plain HTTP in private networks
	// (HOOK-01).
	PlainTargets bool
	// WayOut reports whether mail can leave from addresses without a server of
	// their own; nil: it can.
	WayOut func(ctx context.Context) bool
}

// settingsRoutes is the part of the table that settings and accounts have.
func (s *Server) settingsRoutes() {
	const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	account, people, availability := needs(parley.AccountAccess), needs(parley.ManageUsers), needs(parley.ManageAvailability)

	do(s, post, "/password/forgot", public, (*call).forgot)
	do(s, post, "/password/reset", public, (*call).reset)
	handle(s, get, "/invitations/{token}", public, (*call).invitation)
	handle(s, post, "/invitations/{token}", public, (*call).join)
	handle(s, get, "/oidc", public, (*call).oidcOffer)
	s.serve(get, "/oidc/start", public, (*call).startOIDC)
	s.serve(get, "/oidc/callback", public, (*call).finishOIDC)
	handle(s, get, "/oidc-settings", superAdmin, (*call).readOIDC)
	handle(s, put, "/oidc-settings", superAdmin, (*call).writeOIDC)

	handle(s, patch, "/me", signedIn, (*call).updateMe)
	handle(s, put, "/me/availability", signedIn, (*call).myAvailability)
	do(s, post, "/me/password", signedIn, (*call).changePassword)
	handle(s, post, "/me/totp", signedIn, (*call).beginTOTP)
	handle(s, put, "/me/totp", signedIn, (*call).confirmTOTP)
	do(s, del, "/me/totp", signedIn, (*call).dropTOTP)
	s.serve(put, "/me/photo", signedIn, (*call).setPhoto)
	do(s, del, "/me/photo", signedIn, (*call).dropPhoto)
	do(s, put, "/preferences/{key}", signedIn, (*call).setPreference)
	handle(s, get, "/notification-settings", signedIn, (*call).myNotifications)
	handle(s, put, "/notification-settings", signedIn, (*call).setMyNotifications)
	handle(s, get, "/notification-defaults", account, (*call).notificationDefaults)
	handle(s, put, "/notification-defaults", account, (*call).setNotificationDefaults)

	handle(s, get, "/users", signedIn, (*call).users)
	handle(s, post, "/users", people, (*call).invite)
	handle(s, patch, "/users/{id}", people, (*call).updateUser)
	handle(s, post, "/users/{id}/invite", people, (*call).inviteAgain)
	handle(s, post, "/users/{id}/deactivate", people, userVerb(settings.DeactivateUser))
	handle(s, post, "/users/{id}/reactivate", people, userVerb(settings.ReactivateUser))
	handle(s, post, "/users/{id}/remove", people, userVerb(settings.RemoveUser))
	handle(s, del, "/users/{id}/totp", people, userVerb(settings.DropTOTP))
	handle(s, put, "/users/{id}/availability", availability, (*call).userAvailability)
	s.serve(get, "/users/{id}/avatar", signedIn, (*call).avatar)
	handle(s, get, "/availability", signedIn, (*call).availabilityTable)

	handle(s, get, "/teams", signedIn, (*call).teams)
	handle(s, post, "/teams", people, (*call).newTeam)
	handle(s, patch, "/teams/{id}", people, (*call).updateTeam)
	do(s, del, "/teams/{id}", people, (*call).deleteTeam)

	handle(s, get, "/tags", signedIn, (*call).tags)
	handle(s, post, "/tags", signedIn, (*call).newTag)
	handle(s, patch, "/tags/{id}", signedIn, (*call).updateTag)
	do(s, del, "/tags/{id}", signedIn, (*call).deleteTag)

	handle(s, get, "/library", signedIn, (*call).libraryFiles)
	handle(s, post, "/library/{id}/attach", signedIn, (*call).attachLibraryFile)
	handle(s, get, "/snippets", signedIn, (*call).snippets)
	handle(s, get, "/templates", signedIn, (*call).templates)
	for _, kind := range []string{settings.Snippet, settings.Template} {
		handle(s, post, "/"+kind+"s", signedIn, newText(kind))
		handle(s, patch, "/"+kind+"s/{id}", signedIn, updateText(kind))
		do(s, del, "/"+kind+"s/{id}", signedIn, deleteText(kind))
		do(s, post, "/"+kind+"s/{id}/use", signedIn, useText(kind))
	}

	handle(s, get, "/views/fields", signedIn, (*call).viewFields)
	handle(s, post, "/views", signedIn, (*call).newView)
	do(s, put, "/views/order", signedIn, (*call).orderViews)
	handle(s, patch, "/views/{id}", signedIn, (*call).updateView)
	do(s, del, "/views/{id}", signedIn, (*call).deleteView)
	handle(s, post, "/views/{id}/clone", signedIn, (*call).cloneView)

	handle(s, patch, "/account", account, (*call).updateAccountInfo)
	handle(s, get, "/inboxes", signedIn, (*call).inboxes)
	handle(s, get, "/inboxes/{id}", signedIn, (*call).oneInbox)
	handle(s, post, "/inboxes", account, (*call).newInbox)
	handle(s, patch, "/inboxes/{id}", account, (*call).updateInbox)
	do(s, del, "/inboxes/{id}", account, (*call).archiveInbox)
	handle(s, get, "/inboxes/{id}/loads", signedIn, (*call).inboxLoads)
	handle(s, put, "/inboxes/{id}/capacity", superAdmin, (*call).setCapacity)
	handle(s, get, "/routing/fields", account, (*call).ruleFields)
	handle(s, post, "/routing/what-if", account, (*call).whatIf)

	handle(s, get, "/channel-accounts", account, (*call).channelAccounts)
	handle(s, post, "/channel-accounts", account, (*call).connectAccount)
	handle(s, post, "/channel-accounts/test", account, (*call).testAccount)
	handle(s, patch, "/channel-accounts/{id}", account, (*call).updateAccount)
	handle(s, post, "/channel-accounts/{id}/reconnect", account, (*call).reconnect)
	do(s, del, "/channel-accounts/{id}", account, (*call).removeAccount)
	handle(s, post, "/channel-accounts/{id}/aliases", account, (*call).addAlias)
	handle(s, del, "/channel-accounts/{id}/aliases/{address}", account, (*call).removeAlias)
	handle(s, post, "/alias-confirmations", account, (*call).confirmAlias)
	handle(s, get, "/custom-channels", account, (*call).customChannels)
	handle(s, post, "/custom-channels/{id}/connect", account, (*call).connectCustom)
	handle(s, get, "/mail-providers", account, (*call).mailProviders)
	handle(s, post, "/mail-providers/{name}/consent", account, (*call).startConsent)
	s.serve(get, "/mail-consent", account, (*call).finishConsent)

	apps := needs(parley.ManageApps)
	handle(s, get, "/apps", apps, (*call).apps)
	handle(s, post, "/apps", apps, (*call).newApp)
	handle(s, get, "/apps/{id}", apps, (*call).oneApp)
	handle(s, patch, "/apps/{id}", apps, (*call).updateApp)
	do(s, del, "/apps/{id}", apps, appVerb(settings.ArchiveApp))
	handle(s, post, "/apps/{id}/token", apps, appSecret(settings.RotateAppToken))
	do(s, del, "/apps/{id}/tokens", apps, appVerb(settings.RevokeApp))
	handle(s, post, "/apps/{id}/client-secret", apps, appSecret(settings.RotateAppSecret))
	handle(s, post, "/apps/{id}/developer-key", apps, appSecret(settings.RotateDeveloperKey))
	handle(s, get, "/oauth/consent", signedIn, (*call).askConsent)
	handle(s, post, "/oauth/consent", apps, (*call).agree)
	handle(s, get, "/apps/{id}/webhook", apps, (*call).appWebhook)
	handle(s, put, "/apps/{id}/webhook", apps, (*call).setAppWebhook)
	do(s, del, "/apps/{id}/webhook", apps, (*call).dropAppWebhook)
	handle(s, post, "/apps/{id}/subscriptions", apps, (*call).subscribeApp)
	handle(s, patch, "/apps/{id}/subscriptions/{subscription_id}", apps, (*call).switchSubscription)
	do(s, del, "/apps/{id}/subscriptions/{subscription_id}", apps, (*call).unsubscribeApp)
	handle(s, get, "/apps/{id}/deliveries", apps, (*call).deliveries)
	handle(s, post, "/apps/{id}/deliveries/{delivery_id}/resend", apps, (*call).resend)

	chatflows := needs(parley.EditChatflows)
	handle(s, get, "/chatflows", signedIn, (*call).chatflows)
	handle(s, post, "/chatflows", chatflows, (*call).newChatflow)
	do(s, put, "/chatflows/order", chatflows, (*call).orderChatflows)
	handle(s, get, "/chatflows/{id}", signedIn, (*call).oneChatflow)
	handle(s, patch, "/chatflows/{id}", chatflows, (*call).updateChatflow)
	do(s, del, "/chatflows/{id}", chatflows, (*call).deleteChatflow)
	handle(s, post, "/chatflows/{id}/clone", chatflows, (*call).cloneChatflow)
	handle(s, post, "/chatflows/{id}/preview", chatflows, (*call).previewChatflow)
	handle(s, post, "/visitor-tokens", account, (*call).visitorToken)

	knowledge := needs(parley.EditKnowledge)
	handle(s, get, "/articles", signedIn, (*call).articles)
	handle(s, get, "/articles/search", signedIn, (*call).searchArticles)
	handle(s, get, "/articles/{id}", signedIn, (*call).oneArticle)
	handle(s, post, "/articles", knowledge, (*call).newArticle)
	do(s, put, "/articles/order", knowledge, (*call).orderArticles)
	handle(s, patch, "/articles/{id}", knowledge, (*call).moveArticle)
	do(s, del, "/articles/{id}", knowledge, (*call).deleteArticle)
	handle(s, put, "/articles/{id}/versions/{language}", knowledge, (*call).saveVersion)
	do(s, del, "/articles/{id}/versions/{language}", knowledge, (*call).deleteVersion)
	handle(s, post, "/articles/{id}/versions/{language}/preview", knowledge, (*call).previewArticle)
	s.serve(post, "/article-pictures", knowledge, (*call).articlePicture)
	handle(s, get, "/article-categories", signedIn, (*call).articleCategories)
	handle(s, post, "/article-categories", knowledge, (*call).newArticleCategory)
	do(s, put, "/article-categories/order", knowledge, (*call).orderArticleCategories)
	handle(s, patch, "/article-categories/{id}", knowledge, (*call).updateArticleCategory)
	do(s, del, "/article-categories/{id}", knowledge, (*call).deleteArticleCategory)

	handle(s, get, "/sender-rules", account, (*call).senderRules)
	handle(s, post, "/sender-rules", account, (*call).newRule)
	do(s, del, "/sender-rules/{id}", account, (*call).deleteRule)
	handle(s, get, "/blocked-senders", account, (*call).blockedSenders)
	do(s, del, "/blocked-senders/{id}", account, (*call).deleteRule)
	handle(s, get, "/spam-settings", account, (*call).spamSettings)
	handle(s, put, "/spam-settings", account, (*call).setSpam)
	handle(s, get, "/holidays", signedIn, (*call).holidays)
	handle(s, post, "/holidays", account, (*call).newHoliday)
	handle(s, post, "/holidays/import", account, (*call).importHolidays)
	do(s, del, "/holidays/{id}", account, (*call).deleteHoliday)

	handle(s, get, "/domains", account, (*call).domains)
	handle(s, post, "/domains/{name}/check", account, (*call).checkDomain)
	handle(s, post, "/domains/{name}/key", account, (*call).signDomain)
	handle(s, get, "/mail-settings", account, (*call).mailSettings)
	handle(s, put, "/mail-settings", account, (*call).setMail)

	handle(s, get, "/quarantine", account, (*call).quarantine)
	do(s, post, "/quarantine/{id}/retry", account, (*call).retryQuarantined)
	do(s, post, "/quarantine/{id}/discard", account, (*call).discardQuarantined)
	s.serve(get, "/quarantine/{id}/raw", account, (*call).quarantinedRaw)
	handle(s, get, "/jobs", account, (*call).jobs)
	do(s, post, "/jobs/{id}/retry", account, jobVerb("job.retried", (*store.Tx).RetryJob))
	do(s, del, "/jobs/{id}", account, jobVerb("job.dropped", (*store.Tx).DropJob))
	handle(s, get, "/audit", account, (*call).audit)
	s.serve(get, "/audit.csv", account, (*call).auditCSV)
}
