// Owners, users, visitors and consent (CAPI-20, CAPI-23, CAPI-24, API-27).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, fails, world, Client } from './world.mjs'

const { ids } = world

test('owners, page by page', async () => {
  const hub = client()
  const page = await hub.crm.owners.ownersApi.getPage(undefined, undefined, 2)
  assert.equal(page.results.length, 2)
  assert.ok(page.paging.next.after)
  const rest = await hub.crm.owners.ownersApi.getPage(undefined, page.paging.next.after, 2)
  assert.equal(rest.results.length, 1)
  assert.equal(rest.paging, undefined)
  const mia = await hub.crm.owners.ownersApi.getById(Number(ids.owner))
  assert.equal(mia.email, 'mia@shop.test')
  assert.equal(mia.userId, Number(ids.mia))
  assert.notEqual(mia.id, ids.mia)
  assert.ok(mia.createdAt instanceof Date)
  const same = await hub.crm.owners.ownersApi.getById(Number(ids.mia), 'userId')
  assert.equal(same.id, mia.id)
  const byEmail = await hub.crm.owners.ownersApi.getPage('MIA@shop.test')
  assert.deepEqual(byEmail.results.map((o) => o.id), [mia.id])
  await fails(hub.crm.owners.ownersApi.getById(999999), 404, 'OBJECT_NOT_FOUND')
  await fails(hub.crm.owners.ownersApi.getPage(undefined, undefined, 501), 400, 'VALIDATION_ERROR')
  await fails(hub.crm.owners.ownersApi.getPage(undefined, 'nonsense'), 400, 'VALIDATION_ERROR')
})

test('users come, change and go; their owner is archived then', async () => {
  const { usersApi, rolesApi, teamsApi } = client().settings.users
  const roles = await rolesApi.getAll()
  assert.ok(roles.results.length > 5)
  assert.deepEqual((await teamsApi.getAll()).results, [])
  const made = await usersApi.create({ email: 'Zoe@shop.test', firstName: 'Zoe', roleId: roles.results[0].id, sendWelcomeEmail: true })
  assert.equal(made.email, 'zoe@shop.test')
  assert.deepEqual(made.roleIds, [roles.results[0].id])
  await fails(usersApi.create({ email: 'zoe@shop.test' }), 409, 'CONFLICT')
  await fails(usersApi.create({ email: 'no address' }), 400, 'VALIDATION_ERROR')
  const found = await usersApi.getById('zoe@shop.test', 'EMAIL')
  assert.equal(found.id, made.id)
  const changed = await usersApi.replace(made.id, { lastName: 'Q' })
  assert.equal(changed.lastName, 'Q')
  assert.ok((await usersApi.getPage(100)).results.some((u) => u.id === made.id))
  await usersApi.archive(made.id)
  await fails(usersApi.getById(made.id), 404, 'OBJECT_NOT_FOUND')
  const { ownersApi } = client().crm.owners
  const gone = (await ownersApi.getPage(undefined, undefined, 100, true)).results.find((o) => o.email === 'zoe@shop.test')
  assert.equal(gone.archived, true)
  assert.equal(gone.userId, undefined)
  assert.equal(gone.userIdIncludingInactive, Number(made.id))
})

test('a visitor is vouched for', async () => {
  const { generateApi } = client().conversations.visitorIdentification
  const { token } = await generateApi.generateToken({ email: 'cleo@customer.test', firstName: 'Cleo' })
  assert.ok(token)
  await fails(generateApi.generateToken({ email: 'cleo' }), 400, 'VALIDATION_ERROR')
})

test('consent gives tokens, which are refreshed, described and dropped', async () => {
  const { tokensApi, accessTokensApi, refreshTokensApi } = new Client({ basePath: world.url }).oauth
  const exchange = () => tokensApi.create('authorization_code', world.code, world.redirect, world.clientId, world.clientSecret)
  await fails(tokensApi.create('authorization_code', world.code, world.redirect, world.clientId, 'wrong'), 400)
  const first = await exchange()
  assert.equal(first.expiresIn, 1800)
  assert.equal(first.tokenType, 'bearer')
  await fails(exchange(), 400)
  const hub = client({ accessToken: first.accessToken })
  assert.ok((await hub.crm.owners.ownersApi.getPage()).results.length)
  await fails(hub.settings.users.usersApi.getPage(), 403, 'MISSING_SCOPES')
  const info = await accessTokensApi.get(first.accessToken)
  assert.equal(info.user, 'ada@shop.test')
  assert.deepEqual(info.scopes, ['oauth', 'crm.objects.owners.read'])
  assert.ok(info.hubId > 0 && info.expiresIn > 1700)
  const next = await tokensApi.create('refresh_token', undefined, undefined, world.clientId, world.clientSecret, first.refreshToken)
  assert.notEqual(next.accessToken, first.accessToken)
  assert.equal((await refreshTokensApi.get(first.refreshToken)).clientId, world.clientId)
  await refreshTokensApi.archive(first.refreshToken)
  await fails(refreshTokensApi.get(first.refreshToken), 404)
  await fails(client({ accessToken: next.accessToken }).crm.owners.ownersApi.getPage(), 401, 'INVALID_AUTHENTICATION')
})

test('a missing token and a missing scope say so', async () => {
  await fails(client({ accessToken: 'nonsense' }).crm.owners.ownersApi.getPage(), 401, 'INVALID_AUTHENTICATION')
})
