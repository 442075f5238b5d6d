// What the scripts share: the shop they play in, and HubSpot's own client.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

export const world = JSON.parse(process.env.PARLEY_WORLD)
export const { Client, Signature } = createRequire(process.env.PARLEY_WEB + '/package.json')('@hubspot/api-client')

// client speaks to the shop; without its own brake, which is made for HubSpot's
// limits.
export function client(options = {}) {
  return new Client({ accessToken: world.token, basePath: world.url, numberOfApiCallRetries: 3, limiterOptions: { minTime: 0, maxConcurrent: 6 }, ...options })
}

// fails expects a typed call to be refused with a code and a category.
export async function fails(promise, code, category) {
  await assert.rejects(promise, (e) => {
    assert.equal(e.code, code, JSON.stringify(e.body ?? String(e)))
    if (category) assert.equal(e.body.category, category)
    assert.equal(e.body.status ?? 'error', 'error')
    assert.match(e.body.correlationId, /^[0-9a-f-]{36}$/)
    return true
  })
}

// api calls what the client has no types for, and expects a status.
export async function api(method, path, { body, qs, status = 200 } = {}) {
  const res = await client().apiRequest({ method, path, body, qs })
  const text = await res.text()
  assert.equal(res.status, status, `${method} ${path}: ${text}`)
  if (text) assert.match(res.headers.get('content-type'), /^application\/json/)
  return text ? JSON.parse(text) : undefined
}
