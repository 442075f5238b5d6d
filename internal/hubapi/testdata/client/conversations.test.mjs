// Conversations: no types in the client, so by apiRequest (API-10…26).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, client, world } from './world.mjs'

const { ids } = world
const at = '/conversations/v3/conversations'
const thread = `${at}/threads/${ids.thread}`

test('inboxes, channels and channel accounts', async () => {
  const inboxes = await api('GET', at + '/inboxes', { qs: { sort: '-name' } })
  assert.ok(inboxes.total >= 3 && inboxes.results.length === inboxes.total)
  const names = inboxes.results.map((i) => i.name.toLowerCase())
  assert.deepEqual(names, [...names].sort().reverse())
  assert.ok(inboxes.results.some((i) => i.type === 'HELP_DESK'))
  const first = await api('GET', at + '/inboxes', { qs: { limit: 1 } })
  assert.ok(first.paging.next.link.startsWith(world.url))
  assert.equal((await api('GET', at + '/inboxes/' + ids.support)).name, 'Support desk')
  const channels = await api('GET', at + '/channels/')
  assert.deepEqual(channels.results.map((c) => c.id), ['1000', '1001', '1002', '1003', '1007', '1008'])
  assert.equal((await api('GET', at + '/channels/1002')).name, 'Email')
  const accounts = await api('GET', at + '/channel-accounts', { qs: { inboxId: ids.support, channelId: '1002' } })
  const mine = accounts.results.find((a) => a.id === ids.account)
  assert.deepEqual(mine.deliveryIdentifier, { type: 'HS_EMAIL_ADDRESS', value: 'support@shop.test' })
  assert.ok(mine.active && mine.authorized)
  await api('GET', at + '/inboxes', { qs: { sort: 'colour' }, status: 400 })
  await api('GET', at + '/inboxes', { qs: { limit: 0 }, status: 400 })
})

test('a thread is read, in the classic and in the dated form', async () => {
  const th = await api('GET', thread)
  assert.equal(th.status, 'OPEN')
  assert.equal(th.originalChannelId, '1002')
  assert.equal(th.associatedContactId, ids.contact)
  assert.match(th.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.equal(th.threadAssociations, undefined)
  for (const form of ['2026-09-beta', '2026-09', 'v3']) {
    assert.deepEqual(await api('GET', `/conversations/conversations/${form}/threads/${ids.thread}/`), th)
  }
  await api('GET', at + '/threads/999999', { status: 404 })
  assert.equal((await api('GET', at + '/threads', { qs: { associatedContactId: ids.contact, threadStatus: 'OPEN', inboxId: ids.support } })).results.length, 1)
  await api('GET', at + '/threads', { qs: { sort: 'latestMessageTimestamp' }, status: 400 })
  const since = await api('GET', at + '/threads', { qs: { sort: '-latestMessageTimestamp', latestMessageTimestampAfter: '2020-01-01T00:00:00Z' } })
  assert.equal(since.results.length, 1)
})

test('a message is sent in the name of an agent, and a comment noted', async () => {
  const message = {
    type: 'MESSAGE', text: 'It is on its way', richText: '<p onclick="x()">It is <b>on its way</b></p>', senderActorId: 'A-' + ids.mia, channelId: '1002', channelAccountId: ids.account,
    recipients: [{ recipientField: 'TO', deliveryIdentifiers: [{ type: 'HS_EMAIL_ADDRESS', value: 'cleo@customer.test' }] }],
  }
  const sent = await api('POST', thread + '/messages', { body: message, status: 201 })
  assert.equal(sent.type, 'MESSAGE')
  assert.equal(sent.direction, 'OUTGOING')
  assert.equal(sent.richText, '<p>It is <b>on its way</b></p>')
  assert.deepEqual(sent.client, { clientType: 'INTEGRATION', integrationAppId: Number(ids.app) })
  assert.equal(sent.createdBy, 'A-' + ids.mia)
  assert.equal(sent.status, undefined)
  assert.deepEqual(sent.recipients[0].deliveryIdentifier, { type: 'HS_EMAIL_ADDRESS', value: 'cleo@customer.test' })
  const wrong = [
    { senderActorId: 'A-' + ids.sam }, { senderActorId: 'V-1' }, { channelId: '1000' }, { channelAccountId: '999999' }, { recipients: [] },
    { recipients: [{ deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+33600000000' } }] }, { attachments: [{ type: 'FILE', fileId: '999999' }] }, { type: 'SHOUT' },
  ]
  for (const change of wrong) await api('POST', thread + '/messages', { body: { ...message, ...change }, status: 400 })

  const file = await client().files.filesApi.upload({ data: Buffer.from('a,b'), name: 'list.csv' }, undefined, '/lists', undefined, undefined, JSON.stringify({ access: 'PRIVATE' }))
  const comment = await api('POST', thread + '/messages', { body: { type: 'COMMENT', text: 'Look at <this>', attachments: [{ fileId: Number(file.id) }] }, status: 201 })
  assert.equal(comment.type, 'COMMENT')
  assert.equal(comment.richText, 'Look at &lt;this&gt;')
  assert.equal(comment.createdBy, 'I-' + ids.app)
  assert.equal(comment.attachments[0].name, 'list.csv')
  assert.equal(await (await fetch(comment.attachments[0].url)).text(), 'a,b')
  assert.equal((await client().files.filesApi.getById(comment.attachments[0].fileId)).access, 'HIDDEN_PRIVATE')
})

test('an assignment, a status and the trash', async () => {
  const taken = await api('PUT', `/conversations/conversations/v3/threads/${ids.thread}/assignee`, { body: { actorId: 'A-' + ids.mia } })
  assert.equal(taken.assignedTo, 'A-' + ids.mia)
  await api('PUT', thread + '/assignee', { body: { actorId: 'A-' + ids.sam }, status: 400 })
  await api('PUT', thread + '/assignee', { body: { actorId: 'B-1' }, status: 400 })
  await api('DELETE', thread + '/assignee', { status: 204 })
  assert.equal((await api('GET', thread)).assignedTo, undefined)
  const closed = await api('PATCH', thread, { body: { status: 'CLOSED' } })
  assert.equal(closed.status, 'CLOSED')
  assert.ok(closed.closedAt)
  await api('PATCH', thread, { body: { status: 'ENDED' }, status: 400 })
  await api('PATCH', thread, { body: { archived: true }, status: 400 })
  assert.equal((await api('PATCH', thread, { body: { status: 'OPEN' } })).closedAt, undefined)
  await api('DELETE', thread, { status: 204 })
  await api('DELETE', thread, { status: 404 })
  await api('GET', thread, { status: 404 })
  assert.equal((await api('GET', thread, { qs: { archived: 'true' } })).archived, true)
  assert.deepEqual((await api('GET', at + '/threads', { qs: { archived: true } })).results.map((t) => t.id), [ids.thread])
  assert.equal((await api('PATCH', thread + '?archived=true', { body: { archived: false } })).archived, false)
})

test('the history holds all kinds of items, page by page', async () => {
  const seen = []
  let after
  do {
    const page = await api('GET', thread + '/messages', { qs: { limit: 3, sort: 'createdAt', ...(after && { after }) } })
    seen.push(...page.results)
    after = page.paging?.next?.after
  } while (after)
  const types = seen.map((m) => m.type)
  assert.equal(types[0], 'MESSAGE')
  for (const type of ['COMMENT', 'ASSIGNMENT', 'THREAD_STATUS_CHANGE']) assert.ok(types.includes(type), type)
  assert.equal(new Set(seen.map((m) => m.id)).size, seen.length)
  const whole = await api('GET', thread + '/messages')
  assert.deepEqual(whole.results.map((m) => m.id), seen.map((m) => m.id).reverse())
  const first = seen[0]
  assert.equal(first.createdBy, 'V-' + ids.contact)
  assert.deepEqual(first.status, { statusType: 'RECEIVED' })
  assert.equal(first.senders[0].deliveryIdentifier.value, 'cleo@customer.test')
  for (const m of seen) {
    const one = await api('GET', `${thread}/messages/${m.id}`)
    assert.equal(one.type, m.type)
    assert.match(m.id, /^[0-9a-f]{32}$/)
  }
  const original = await api('GET', `${thread}/messages/${first.id}/original-content`)
  assert.equal(original.text, 'It should have come on Monday.')
  await api('GET', `${thread}/messages/${'0'.repeat(32)}`, { status: 404 })
})

test('actors', async () => {
  const mia = await api('GET', `${at}/actors/A-${ids.mia}`)
  assert.deepEqual(mia, { id: 'A-' + ids.mia, type: 'AGENT', name: 'Mia', email: 'mia@shop.test' })
  assert.equal((await api('GET', `${at}/actors/V-${ids.contact}`)).email, 'cleo@customer.test')
  assert.equal((await api('GET', `${at}/actors/I-${ids.app}`)).name, 'Everything')
  assert.equal((await api('GET', `${at}/actors/E-someone@example.org`)).type, 'EMAIL')
  await api('GET', `${at}/actors/A-999999`, { status: 404 })
  const all = await api('POST', at + '/actors/batch/read', { body: { inputs: ['A-' + ids.mia, 'V-' + ids.contact] } })
  assert.deepEqual([all.status, all.results.length], ['COMPLETE', 2])
  const some = await api('POST', at + '/actors/batch/read', { body: { inputs: ['A-' + ids.mia, 'A-999999'] }, status: 207 })
  assert.deepEqual([some.results.length, some.numErrors, some.errors[0].context.ids], [1, 1, ['A-999999']])
})

test('what is wrong is said in one shape (API-05, API-06)', async () => {
  const broken = await client().apiRequest({ method: 'PATCH', path: thread, body: '{"status":', defaultJson: false, headers: { 'Content-Type': 'application/json' } })
  assert.equal(broken.status, 400)
  assert.match((await broken.json()).message, /^Invalid input JSON/)
  const method = await api('PUT', thread, { body: {}, status: 405 })
  assert.equal(method.category, 'METHOD_NOT_ALLOWED')
  assert.equal((await api('GET', '/crm/v3/nothing', { status: 404 })).category, 'OBJECT_NOT_FOUND')
  await api('GET', '/crm//v3/owners', { status: 404 })
})
