// The server of this script allows one search in a second (API-14).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client } from './world.mjs'

const search = (hub) => hub.crm.contacts.searchApi.doSearch({ limit: 1, after: '0', sorts: [], properties: [], filterGroups: [] })

test('a second search waits its second', async () => {
  console.error = () => {}
  const answers = await Promise.all([search(client()), search(client())])
  assert.equal(answers.length, 2)
  const hub = client({ numberOfApiCallRetries: 1 })
  const refused = (await Promise.allSettled([search(hub), search(hub), search(hub)])).filter((s) => s.status === 'rejected')
  assert.ok(refused.length > 0)
  assert.deepEqual([refused[0].reason.code, refused[0].reason.body.message], [429, 'You have reached your secondly limit.'])
})
