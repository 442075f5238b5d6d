// Files and folders (CAPI-21, CAPI-22).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, fails } from './world.mjs'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=', 'base64')
const options = (more) => JSON.stringify({ access: 'PRIVATE', ...more })

test('a file is uploaded, found, changed, replaced and removed', async () => {
  const { filesApi } = client().files
  const made = await filesApi.upload({ data: png, name: 'dot.png' }, undefined, '/pictures/small', 'Dot', undefined, options())
  assert.equal(made.path, '/pictures/small/Dot.png')
  assert.deepEqual([made.name, made.extension, made.type, made.width, made.height, made.size], ['Dot', 'png', 'IMG', 1, 1, png.length])
  assert.equal((await filesApi.getById(made.id)).fileMd5, made.fileMd5)
  assert.equal((await filesApi.getMetadata(made.path)).file.id, made.id)
  const again = await filesApi.upload({ data: png, name: 'dot.png' }, made.parentFolderId, undefined, 'Dot', undefined, options())
  assert.equal(again.name, 'Dot-1')
  await fails(filesApi.upload({ data: png, name: 'x.png' }, undefined, '/pictures', undefined, undefined, options({ duplicateValidationStrategy: 'REJECT' })), 409)
  const same = await filesApi.upload({ data: png, name: 'x.png' }, undefined, '/pictures', undefined, undefined, options({ duplicateValidationStrategy: 'RETURN_EXISTING' }))
  assert.equal(same.id, made.id)
  await fails(filesApi.upload({ data: png, name: 'x.png' }, undefined, undefined, undefined, undefined, options()), 400)
  await fails(filesApi.upload({ data: png, name: 'x.png' }, undefined, '/pictures', undefined, undefined, '{}'), 400)

  const changed = await filesApi.updateProperties(made.id, { access: 'PUBLIC_NOT_INDEXABLE', name: 'Point' })
  assert.equal(changed.path, '/pictures/small/Point.png')
  const open = await fetch(changed.url)
  assert.equal(open.status, 200)
  assert.equal(open.headers.get('x-content-type-options'), 'nosniff')
  const replaced = await filesApi.replace(made.id, { data: Buffer.from('<script>alert(1)</script>'), name: 'x.html' }, undefined, options())
  assert.equal(replaced.access, 'PRIVATE')
  assert.equal((await fetch(changed.url)).status, 404, 'a private file by its plain address')

  const { url, expiresAt } = await filesApi.getSignedUrl(made.id)
  assert.ok(expiresAt > new Date())
  const signed = await fetch(url)
  assert.equal(signed.status, 200)
  assert.match(signed.headers.get('content-disposition'), /^attachment/)
  assert.equal((await fetch(url.slice(0, -3) + 'abc')).status, 404)

  await filesApi.archive(made.id)
  await fails(filesApi.getById(made.id), 404)
  await filesApi._delete(again.id)
  assert.equal((await fetch(url)).status, 404)
})

test('a search goes over several pages', async () => {
  const { filesApi } = client().files
  for (let i = 0; i < 5; i++) await filesApi.upload({ data: Buffer.from('page ' + i), name: `page${i}.txt` }, undefined, '/pages', undefined, undefined, options())
  const seen = []
  let after
  do {
    const page = await filesApi.doSearch(undefined, after, undefined, 2, ['-name'], undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, 'PAGE')
    seen.push(...page.results.map((f) => f.name))
    after = page.paging?.next?.after
  } while (after)
  assert.deepEqual(seen, ['page4', 'page3', 'page2', 'page1', 'page0'])
})

test('folders are made, moved with what lies in them, and removed', async () => {
  const { foldersApi, filesApi } = client().files
  const a = await foldersApi.create({ name: 'alpha' })
  const b = await foldersApi.create({ name: 'beta', parentFolderId: a.id })
  assert.equal(b.path, '/alpha/beta')
  await fails(foldersApi.create({ name: 'alpha' }), 409)
  const f = await filesApi.upload({ data: Buffer.from('x'), name: 'x.txt' }, b.id, undefined, undefined, undefined, options())
  assert.equal((await foldersApi.updateProperties(a.id, { name: 'gamma' })).path, '/gamma')
  assert.equal((await filesApi.getById(f.id)).path, '/gamma/beta/x.txt')
  const moved = await foldersApi.updatePropertiesRecursively({ id: b.id, name: 'delta' })
  assert.equal((await foldersApi.checkUpdateStatus(moved.id)).result.path, '/gamma/delta')
  await foldersApi.updateProperties(b.id, { name: 'beta' })
  assert.equal((await foldersApi.getByPath('gamma/beta')).id, b.id)
  assert.equal((await foldersApi.getById(b.id)).path, '/gamma/beta')
  assert.deepEqual((await foldersApi.doSearch(undefined, undefined, undefined, 10, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, 'beta')).results.map((x) => x.id), [b.id])
  await foldersApi.archive(a.id)
  await fails(foldersApi.getById(b.id), 404)
  await fails(filesApi.getById(f.id), 404)
})

test('a file inside our own network is not fetched (ATK-27)', async () => {
  const { filesApi } = client().files
  const task = await filesApi.importFromUrl({ url: 'http://127.0.0.1:1/secret.txt', access: 'PRIVATE', folderPath: '/imports' })
  let status
  do {
    status = await filesApi.checkImport(task.id)
    if (status.status === 'PENDING') await new Promise((r) => setTimeout(r, 50))
  } while (status.status === 'PENDING')
  assert.equal(status.status, 'COMPLETE')
  assert.equal(status.numErrors, 1)
  assert.match(status.errors[0].message, /not on the public Internet/)
})
