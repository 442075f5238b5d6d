// The server of this script allows six calls in ten seconds: the client waits and tries again by itself (API-14).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client } from './world.mjs'

test('a client that retries gets through', async () => {
  console.error = () => {}
  const hub = client()
  const answers = await Promise.all(Array.from({ length: 7 }, () => hub.crm.owners.ownersApi.getPage()))
  assert.equal(answers.length, 7)
})

test('one that does not is told', async () => {
  const hub = client({ numberOfApiCallRetries: 1 })
  const calls = await Promise.allSettled(Array.from({ length: 8 }, () => hub.crm.owners.ownersApi.getPage()))
  const refused = calls.find((c) => c.status === 'rejected').reason
  assert.equal(refused.code, 429)
  assert.deepEqual([refused.body.category, refused.body.errorType, refused.body.policyName], ['RATE_LIMITS', 'RATE_LIMIT', 'TEN_SECONDLY_ROLLING'])
  const res = await hub.apiRequest({ path: '/crm/v3/owners' })
  assert.equal(res.status, 429)
  assert.equal(res.headers.get('x-hubspot-ratelimit-max'), '6')
  assert.equal(res.headers.get('x-hubspot-ratelimit-remaining'), '0')
  assert.ok(Number(res.headers.get('retry-after')) >= 1)
})
