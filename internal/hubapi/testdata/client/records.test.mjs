// Records of the built-in kinds: one by one, in batches, searched, merged and
// put away (CAPI-01…11).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, client, fails } from './world.mjs'

const { crm } = client()
const name = (n) => 'n' + n
const kinds = {
  contacts: { first: { email: 'Ada@kinds.test', firstname: 'Ada' }, change: { city: 'Köln & "Bonn"' }, unique: 'email' },
  companies: { first: { name: 'Kinds', domain: 'kinds.example' }, change: { annualrevenue: '1500.50' } },
  deals: { first: { dealname: 'Big', dealstage: 'qualifiedtobuy', amount: '12.5' }, change: { dealstage: 'closedwon' } },
  tickets: { first: { subject: 'It broke' }, change: { hs_pipeline_stage: '2', content: '<b>it</b> 🙂' } },
}

for (const [kind, { first, change }] of Object.entries(kinds)) {
  test(`${kind}: made, read, changed, listed, put away`, async () => {
    const { basicApi } = crm[kind]
    const made = await basicApi.create({ properties: first, associations: [] })
    assert.equal(made.properties.hs_object_id, made.id)
    assert.ok(made.createdAt instanceof Date)
    const read = await basicApi.getById(made.id, [...Object.keys(first), 'hubspot_owner_id', 'no_such_property'])
    for (const [key, value] of Object.entries(first)) assert.equal(read.properties[key], key === 'email' ? value.toLowerCase() : value)
    assert.equal(read.properties.hubspot_owner_id, null)
    assert.ok(!('no_such_property' in read.properties))
    const changed = await basicApi.update(made.id, { properties: change })
    for (const [key, value] of Object.entries(change)) assert.equal(changed.properties[key], value)
    const key = Object.keys(change)[0]
    const past = (await basicApi.getById(made.id, undefined, [key])).propertiesWithHistory[key]
    assert.equal(past[0].value, change[key])
    assert.equal(past[0].sourceType, 'INTEGRATION')
    assert.ok((await basicApi.getPage(100)).results.some((r) => r.id === made.id))

    await basicApi.archive(made.id)
    await basicApi.archive('999999')
    await fails(basicApi.getById(made.id), 404, 'OBJECT_NOT_FOUND')
    assert.equal((await basicApi.getById(made.id, undefined, undefined, undefined, true)).archived, true)
    assert.ok((await basicApi.getPage(100, undefined, undefined, undefined, undefined, true)).results.every((r) => r.archived))
    await fails(basicApi.update(made.id, { properties: change }), 404)
  })

  test(`${kind}: batches, whole and in part`, async () => {
    const { batchApi, basicApi } = crm[kind]
    const inputs = [1, 2, 3].map((n) => ({ properties: { ...first, ...(first.email ? { email: `b${n}@batch.test` } : {}), [Object.keys(first)[0]]: first.email ? `b${n}@batch.test` : name(n) }, associations: [] }))
    const made = await batchApi.create({ inputs })
    assert.equal(made.status, 'COMPLETE')
    const ids = made.results.map((r) => r.id)
    assert.equal(ids.length, 3)
    const read = await batchApi.read({ inputs: ids.map((id) => ({ id })), properties: ['hs_object_id'], propertiesWithHistory: [] })
    assert.deepEqual(read.results.map((r) => r.id), ids)
    const some = await batchApi.read({ inputs: [{ id: ids[0] }, { id: '999999' }], properties: [], propertiesWithHistory: [] })
    assert.equal(some.numErrors, 1)
    assert.deepEqual(some.errors[0].context.ids, ['999999'])
    assert.equal(some.results.length, 1)
    const [key, value] = Object.entries(change)[0]
    const updated = await batchApi.update({ inputs: ids.slice(0, 2).map((id) => ({ id, properties: { [key]: value } })) })
    assert.ok(updated.results.every((r) => r.properties[key] === value))
    const partly = await batchApi.update({ inputs: [{ id: ids[0], properties: { [key]: value } }, { id: '999999', properties: { [key]: value } }] })
    assert.deepEqual([partly.results.length, partly.numErrors], [1, 1])
    await fails(batchApi.create({ inputs: [{ properties: first, associations: [] }, { properties: { no_such_property: 'x' }, associations: [] }] }), 400, 'VALIDATION_ERROR')
    await batchApi.archive({ inputs: [...ids, '999999'].map((id) => ({ id })) })
    await fails(basicApi.getById(ids[0]), 404)
  })

  test(`${kind}: two become one`, async () => {
    const { basicApi } = crm[kind]
    const [a, b] = await Promise.all(['one', 'two'].map((w) => basicApi.create({ properties: { ...first, ...(first.email ? { email: w + '@merge.test' } : {}) }, associations: [] })))
    const [key, value] = Object.entries(change).at(-1)
    await basicApi.update(b.id, { properties: { [key]: value } })
    const survivor = await basicApi.merge({ primaryObjectId: a.id, objectIdToMerge: b.id })
    assert.equal(survivor.id, a.id)
    const read = await basicApi.getById(b.id, ['hs_merged_object_ids', 'hs_additional_emails', key])
    assert.equal(read.id, a.id)
    assert.equal(read.properties.hs_merged_object_ids, b.id)
    if (kind === 'contacts') assert.equal(read.properties.hs_additional_emails, 'two@merge.test')
    await fails(basicApi.merge({ primaryObjectId: a.id, objectIdToMerge: '999999' }), 404)
  })
}

test('what is wrong with values is told', async () => {
  const { basicApi } = crm.contacts
  const made = await basicApi.create({ properties: { email: 'taken@wrong.test' }, associations: [] })
  await assert.rejects(basicApi.create({ properties: { email: 'TAKEN@wrong.test' }, associations: [] }), (e) => {
    assert.equal(e.code, 409)
    assert.equal(e.body.category, 'CONFLICT')
    assert.equal(e.body.message, `Contact already exists. Existing ID: ${made.id}`)
    return true
  })
  const wrong = { no_such_property: 'PROPERTY_DOESNT_EXIST', email: 'INVALID_EMAIL', createdate: 'READ_ONLY_VALUE', hubspot_owner_id: 'INVALID_OWNER_ID', lifecyclestage: 'INVALID_OPTION' }
  for (const [key, code] of Object.entries(wrong)) {
    await assert.rejects(basicApi.update(made.id, { properties: { [key]: 'nonsense' } }), (e) => {
      assert.equal(e.code, 400, key)
      assert.equal(e.body.errors[0].code, code)
      assert.deepEqual(e.body.errors[0].context.propertyName, [key])
      return true
    })
  }
  await fails(crm.deals.basicApi.create({ properties: { dealname: 'x', dealstage: 'nowhere' }, associations: [] }), 400)
  await fails(crm.tickets.basicApi.create({ properties: { subject: 'x', hs_pipeline: 'nowhere' }, associations: [] }), 400)
  await fails(crm.objects.basicApi.getPage('spaceships'), 400, 'VALIDATION_ERROR')
  const ticket = await crm.tickets.basicApi.create({ properties: { subject: 'x' }, associations: [] })
  assert.deepEqual([ticket.properties.hs_pipeline, ticket.properties.hs_pipeline_stage], ['0', '1'])
  const cleared = await basicApi.update(made.id, { properties: { email: '' } })
  assert.equal(cleared.properties.email, null)
})

test('by another unique property, and upserted', async () => {
  const { basicApi, batchApi } = crm.contacts
  const first = await batchApi.upsert({ inputs: [{ id: 'up@sert.test', idProperty: 'email', properties: { firstname: 'Up' } }] })
  assert.equal(first.results[0]._new, true)
  const second = await batchApi.upsert({ inputs: [{ id: 'UP@sert.test', idProperty: 'email', properties: { lastname: 'Sert' } }, { id: 'other@sert.test', idProperty: 'email', properties: {} }] })
  assert.deepEqual(second.results.map((r) => r._new), [false, true])
  const read = await basicApi.getById('Up@Sert.test', ['firstname', 'lastname'], undefined, undefined, false, 'email')
  assert.deepEqual([read.id, read.properties.firstname, read.properties.lastname], [first.results[0].id, 'Up', 'Sert'])
  await fails(basicApi.getById('x', undefined, undefined, undefined, false, 'firstname'), 400)
})

test('all of them, over several pages', async () => {
  await crm.companies.batchApi.create({ inputs: Array.from({ length: 25 }, (_, n) => ({ properties: { name: 'Page ' + n }, associations: [] })) })
  const all = await crm.companies.getAll(10, undefined, ['name'])
  assert.equal(all.filter((c) => c.properties.name?.startsWith('Page ')).length, 25)
  assert.equal(new Set(all.map((c) => c.id)).size, all.length)
  await fails(crm.companies.basicApi.getPage(101), 400)
})

test('searched', async () => {
  const { searchApi, batchApi } = crm.contacts
  await batchApi.create({ inputs: ['Lin', 'Lia', 'Leo', 'Max'].map((f, n) => ({ properties: { email: `${f.toLowerCase()}.s@find.test`, firstname: f, lastname: 'Searched', numemployees: undefined, zip: String(n) }, associations: [] })) })
  const find = (body) => searchApi.doSearch({ limit: 10, after: '0', sorts: [], properties: ['firstname'], filterGroups: [], ...body })
  const mine = { propertyName: 'lastname', operator: 'EQ', value: 'searched' }
  const by = async (...filters) => (await find({ filterGroups: [{ filters: [mine, ...filters] }], sorts: ['firstname'] })).results.map((r) => r.properties.firstname).join(' ')
  assert.equal(await by(), 'Leo Lia Lin Max')
  assert.equal(await by({ propertyName: 'firstname', operator: 'IN', values: ['lin', 'max'] }), 'Lin Max')
  assert.equal(await by({ propertyName: 'firstname', operator: 'NEQ', value: 'Max' }), 'Leo Lia Lin')
  assert.equal(await by({ propertyName: 'email', operator: 'CONTAINS_TOKEN', value: '*@find.test' }), 'Leo Lia Lin Max')
  assert.equal(await by({ propertyName: 'phone', operator: 'HAS_PROPERTY' }), '')
  assert.equal(await by({ propertyName: 'createdate', operator: 'GT', value: String(Date.now() - 3600e3) }), 'Leo Lia Lin Max')
  const page = await find({ filterGroups: [{ filters: [mine] }], limit: 3, sorts: [{ propertyName: 'firstname', direction: 'DESCENDING' }] })
  assert.deepEqual([page.total, page.results.length, page.paging.next.after], [4, 3, '3'])
  const last = await find({ filterGroups: [{ filters: [mine] }], limit: 3, after: page.paging.next.after, sorts: ['-firstname'] })
  assert.deepEqual([last.results.map((r) => r.properties.firstname), last.paging], [['Leo'], undefined])
  assert.ok((await find({ query: 'lia.s@find.test' })).results.length >= 1)
  assert.ok((await api('POST', '/crm/v3/objects/0-1/search', { body: {} })).total >= 4)
  for (const body of [{ filterGroups: [{ filters: [{ ...mine, operator: 'LIKE' }] }] }, { limit: 201 }, { filterGroups: Array(7).fill({ filters: [mine] }) }, { query: 'x'.repeat(3001) }, { after: '9999', limit: 2 }]) await fails(find(body), 400, 'VALIDATION_ERROR')
})

test('activities hang on people', async () => {
  const person = await crm.contacts.basicApi.create({ properties: { email: 'busy@act.test' }, associations: [] })
  const types = { notes: [202, { hs_note_body: 'Called' }], tasks: [204, { hs_task_subject: 'Call back' }], calls: [194, { hs_call_title: 'Ring' }], meetings: [200, { hs_meeting_title: 'Meet' }], emails: [198, { hs_email_subject: 'Hi', hs_email_direction: 'EMAIL' }], communications: [81, { hs_communication_body: 'Hm', hs_communication_channel_type: 'SMS' }] }
  for (const [kind, [typeId, properties]] of Object.entries(types)) {
    const { basicApi } = crm.objects[kind]
    const made = await basicApi.create({ properties: { hs_timestamp: '2026-05-01T09:30:00.000Z', ...properties }, associations: [{ to: { id: person.id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId }] }] })
    const read = await basicApi.getById(made.id, ['hs_timestamp'], undefined, ['contacts'])
    assert.equal(read.properties.hs_timestamp, '2026-05-01T09:30:00.000Z')
    assert.deepEqual(read.associations.contacts.results.map((r) => r.id), [person.id])
    await fails(basicApi.create({ properties, associations: [] }), 400)
  }
  await fails(client().apiRequest({ method: 'POST', path: '/crm/v3/objects/feedback_submissions', body: { properties: {} } }).then(async (r) => { if (r.status !== 405) throw new Error(r.status); throw Object.assign(new Error(), { code: r.status, body: await r.json() }) }), 405)
  assert.deepEqual((await crm.objects.feedbackSubmissions.basicApi.getPage()).results, [])
})

test('a person is forgotten', async () => {
  const { basicApi } = crm.contacts
  const made = await basicApi.create({ properties: { email: 'forget@me.test' }, associations: [] })
  await basicApi.purge({ objectId: 'forget@me.test', idProperty: 'email' })
  await fails(basicApi.getById(made.id), 404)
  await fails(basicApi.getById(made.id, undefined, undefined, undefined, true), 404)
})
