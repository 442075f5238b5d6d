// Webhook settings and subscriptions by the client's own module, and what they bring, checked by its own Signature
// (HOOK-01, HOOK-02, HOOK-04, HOOK-06).
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { test } from 'node:test'
import { api, fails, Client, Signature, world } from './world.mjs'

const app = Number(world.ids.app)
const { settingsApi, subscriptionsApi } = new Client({ developerApiKey: world.developerKey, basePath: world.url }).webhooks

// receiver is a program that keeps the calls it gets.
async function receiver(t) {
  const calls = []
  const server = createServer((req, res) => {
    let body = ''
    req.on('data', (part) => (body += part))
    req.on('end', () => {
      calls.push({ method: req.method, url: `http://${req.headers.host}${req.url}`, headers: req.headers, body })
      res.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${server.address().port}/events?x=1`, calls }
}

async function until(ready) {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((go) => setTimeout(go, 50))) if (ready()) return
  assert.fail('waited in vain')
}

test('settings and subscriptions, well and ill', async () => {
  await fails(settingsApi.getAll(app), 404, 'OBJECT_NOT_FOUND')
  await fails(settingsApi.configure(app, { targetUrl: 'ftp://x.test', throttling: { maxConcurrentRequests: 5 } }), 400, 'VALIDATION_ERROR')
  const made = await settingsApi.configure(app, { targetUrl: 'https://x.test', throttling: { maxConcurrentRequests: 5 } })
  assert.ok(made.createdAt instanceof Date)
  assert.equal((await settingsApi.getAll(app)).throttling.maxConcurrentRequests, 5)
  const one = await subscriptionsApi.create(app, { eventType: 'contact.propertyChange', propertyName: 'email', active: false })
  assert.equal(one.active, false)
  await fails(subscriptionsApi.create(app, { eventType: 'contact.propertyChange', propertyName: 'email', active: true }), 409, 'CONFLICT')
  await fails(subscriptionsApi.create(app, { eventType: 'contact.propertyChange', active: true }), 400, 'VALIDATION_ERROR')
  assert.equal((await subscriptionsApi.update(Number(one.id), app, { active: true })).active, true)
  assert.equal((await subscriptionsApi.getById(Number(one.id), app)).propertyName, 'email')
  assert.equal((await subscriptionsApi.updateBatch(app, { inputs: [{ id: Number(one.id), active: false }] })).results[0].active, false)
  assert.equal((await subscriptionsApi.updateBatch(app, { inputs: [{ id: 999999, active: false }] })).numErrors, 1)
  assert.equal((await subscriptionsApi.getAll(app)).results.length, 1)
  await subscriptionsApi.archive(Number(one.id), app)
  await fails(subscriptionsApi.getById(Number(one.id), app), 404, 'OBJECT_NOT_FOUND')
  await settingsApi.clear(app)
  await fails(settingsApi.getAll(app), 404)
})

test('what happens is told, and its signatures hold', async (t) => {
  const { url, calls } = await receiver(t)
  await settingsApi.configure(app, { targetUrl: url, throttling: { maxConcurrentRequests: 5 } })
  await subscriptionsApi.create(app, { eventType: 'conversation.newMessage', active: true })
  await subscriptionsApi.create(app, { eventType: 'conversation.propertyChange', propertyName: 'status', active: true })
  const path = `/conversations/v3/conversations/threads/${world.ids.thread}`
  const comment = await api('POST', `${path}/messages`, { body: { type: 'COMMENT', text: 'Look' }, status: 201 })
  await api('PATCH', path, { body: { status: 'CLOSED' } })
  const told = () => calls.flatMap(({ body }) => JSON.parse(body))
  await until(() => told().length === 2)
  for (const { method, url, headers, body } of calls) {
    const given = { clientSecret: world.appSecret, method, url, requestBody: body, timestamp: Number(headers['x-hubspot-request-timestamp']) }
    assert.equal(headers['x-hubspot-signature-version'], 'v1')
    assert.ok(Signature.isValid({ ...given, signature: headers['x-hubspot-signature'], signatureVersion: 'v1' }))
    assert.ok(Signature.isValid({ ...given, signature: headers['x-hubspot-signature-v3'], signatureVersion: 'v3' }))
    assert.ok(!Signature.isValid({ ...given, requestBody: body + ' ', signature: headers['x-hubspot-signature-v3'], signatureVersion: 'v3' }))
  }
  const [message, status] = told()
  assert.equal(message.messageId, comment.id)
  assert.equal(message.messageType, 'COMMENT')
  assert.equal(message.changeFlag, 'NEW_MESSAGE')
  assert.equal(message.changeSource, 'INTEGRATION')
  assert.equal(message.objectId, Number(world.ids.thread))
  assert.deepEqual([status.propertyName, status.propertyValue, status.attemptNumber], ['status', 'CLOSED', 0])
})

test('the second signature, of calls that automations make', () => {
  assert.ok(Signature.isValid({ clientSecret: world.appSecret, method: 'POST', url: 'https://program.test/act?x=1', requestBody: '[]', signature: world.secondSignature, signatureVersion: 'v2' }))
})
