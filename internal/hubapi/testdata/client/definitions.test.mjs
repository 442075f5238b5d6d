// Associations, properties, pipelines and kinds of record (CAPI-12…19).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, client, fails } from './world.mjs'

const { crm } = client()
// contact makes one whose domain is no company's.
const contact = (email) => crm.contacts.basicApi.create({ properties: { email }, associations: [] })
const company = (name) => crm.companies.basicApi.create({ properties: { name }, associations: [] })

test('two records are joined both ways, and parted', async () => {
  const { basicApi } = crm.associations.v4
  const [a, b, c] = [await contact('join@nowhere'), await company('First'), await company('Second')]
  const spec = (associationTypeId) => [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }]
  const pair = await basicApi.create('contacts', a.id, 'companies', b.id, spec(1))
  assert.deepEqual([pair.fromObjectTypeId, pair.toObjectTypeId, pair.fromObjectId, pair.toObjectId, pair.labels], ['0-1', '0-2', a.id, b.id, ['Primary']])
  const plain = await basicApi.createDefault('contact', a.id, 'company', c.id)
  assert.equal(plain.results[0].associationSpec.associationTypeId, 279)
  const mine = await basicApi.getPage('contacts', a.id, 'companies')
  const types = Object.fromEntries(mine.results.map((r) => [r.toObjectId, r.associationTypes.map((t) => [t.typeId, t.label, t.category])]))
  assert.deepEqual(types[b.id].sort(), [[1, 'Primary', 'HUBSPOT_DEFINED'], [279, null, 'HUBSPOT_DEFINED']])
  assert.deepEqual(types[c.id], [[279, null, 'HUBSPOT_DEFINED']])
  const back = await basicApi.getPage('companies', b.id, 'contacts')
  assert.deepEqual(back.results[0].associationTypes.map((t) => t.typeId).sort(), [2, 280])
  const first = await basicApi.getPage('contacts', a.id, 'companies', undefined, 1)
  const rest = await basicApi.getPage('contacts', a.id, 'companies', first.paging.next.after, 1)
  assert.equal(rest.paging, undefined)
  assert.notEqual(rest.results[0].toObjectId, first.results[0].toObjectId)
  assert.equal((await crm.contacts.basicApi.getById(a.id, ['associatedcompanyid'])).properties.associatedcompanyid, b.id)
  await fails(basicApi.create('contacts', a.id, 'companies', '999999', spec(279)), 404)
  await fails(basicApi.create('contacts', a.id, 'companies', b.id, spec(4711)), 400)
  await basicApi.archive('contacts', a.id, 'companies', b.id)
  assert.deepEqual((await basicApi.getPage('companies', b.id, 'contacts')).results, [])
})

test('associations in batches, of v4 and of v3', async () => {
  const { v4, batchApi } = crm.associations
  const [a, b, c] = [await contact('batch@nowhere'), await company('Third'), await company('Fourth')]
  const pairs = [b, c].map((x) => ({ _from: { id: a.id }, to: { id: x.id } }))
  const made = await v4.batchApi.create('contacts', 'companies', { inputs: pairs.map((p) => ({ ...p, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }] })) })
  assert.equal(made.results.length, 2)
  const partly = await v4.batchApi.create('contacts', 'companies', { inputs: [{ ...pairs[0], types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }] }, { _from: { id: '999999' }, to: { id: b.id }, types: [] }] })
  assert.deepEqual([partly.results.length, partly.numErrors], [1, 1])
  const read = await v4.batchApi.getPage('contacts', 'companies', { inputs: [{ id: a.id }] })
  assert.deepEqual([read.results[0]._from.id, read.results[0].to.length], [a.id, 2])
  await v4.batchApi.archiveLabels('contacts', 'companies', { inputs: [{ ...pairs[0], types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }] }] })
  await v4.batchApi.archive('contacts', 'companies', { inputs: [{ _from: { id: a.id }, to: [{ id: b.id }, { id: c.id }] }] })
  assert.equal((await v4.batchApi.createDefault('contacts', 'companies', { inputs: pairs })).results.length, 4)
  await batchApi.archive('contacts', 'companies', { inputs: pairs.map((p) => ({ ...p, type: 'contact_to_company' })) })
  const old = await batchApi.create('contacts', 'companies', { inputs: [{ ...pairs[0], type: 'contact_to_company' }] })
  assert.equal(old.results[0].type, 'contact_to_company')
  const seen = await batchApi.read('contacts', 'companies', { inputs: [{ id: a.id }] })
  assert.deepEqual(seen.results[0].to.map((t) => [t.id, t.type]), [[b.id, 'contact_to_company']])
  const types = await crm.associations.schema.typesApi.getAll('contacts', 'companies')
  assert.ok(types.results.some((t) => t.id === '279' && t.name === 'contact_to_company'))
})

test('labels of our own, and how many there may be', async () => {
  const { definitionsApi } = crm.associations.v4.schema
  const at = '/crm/v4/associations/definitions/configurations'
  const limit = (verb, status, input) => api('POST', `${at}/contacts/companies/batch/${verb}`, { body: { inputs: [{ category: 'USER_DEFINED', typeId, ...input }] }, status })
  const all = (await definitionsApi.getAll('contacts', 'companies')).results
  assert.deepEqual(all.filter((t) => t.typeId < 1000).map((t) => [t.typeId, t.label]).sort(), [[1, 'Primary'], [279, null]])
  const made = await definitionsApi.create('contacts', 'companies', { name: 'chief', label: 'Chief', inverseLabel: 'Led by' })
  assert.deepEqual(made.results.map((t) => t.label), ['Chief', 'Led by'])
  const { typeId } = made.results[0]
  await fails(definitionsApi.create('contacts', 'companies', { name: 'chief', label: 'Chief' }), 409)
  await definitionsApi.update('contacts', 'companies', { associationTypeId: typeId, label: 'Boss' })
  await limit('create', 201, { maxToObjectIds: 1 })
  const limits = await api('GET', at + '/all')
  assert.deepEqual(limits.results.map((l) => [l.typeId, l.userEnforcedMaxToObjectIds, l.label]), [[typeId, 1, 'Boss']])
  const [a, b, c] = [await contact('label@nowhere'), await company('Fifth'), await company('Sixth')]
  const boss = [{ associationCategory: 'USER_DEFINED', associationTypeId: typeId }]
  await crm.associations.v4.basicApi.create('contacts', a.id, 'companies', b.id, boss)
  await fails(crm.associations.v4.basicApi.create('contacts', a.id, 'companies', c.id, boss), 400)
  await limit('update', 200, { maxToObjectIds: 2 })
  await crm.associations.v4.basicApi.create('contacts', a.id, 'companies', c.id, boss)
  await limit('purge', 204)
  await definitionsApi.remove('contacts', 'companies', typeId)
  assert.ok(!(await definitionsApi.getAll('contacts', 'companies')).results.some((t) => t.typeId === typeId))
})

test('properties and their groups', async () => {
  const { coreApi, batchApi, groupsApi } = crm.properties
  const email = await coreApi.getByName('contacts', 'email')
  assert.deepEqual([email.type, email.fieldType, email.groupName, email.hubspotDefined, email.modificationMetadata.archivable], ['string', 'text', 'contactinformation', true, false])
  await fails(coreApi.archive('contacts', 'email'), 400)
  await groupsApi.create('contacts', { name: 'sizes', label: 'Sizes', displayOrder: -1 })
  await fails(groupsApi.create('contacts', { name: 'sizes', label: 'Sizes', displayOrder: -1 }), 409)
  const shirt = { name: 'shirt', label: 'Shirt', type: 'enumeration', fieldType: 'select', groupName: 'sizes', options: [{ label: 'Small', value: 's', displayOrder: 0, hidden: false }, { label: 'Large', value: 'l', displayOrder: 1, hidden: false }] }
  const made = await coreApi.create('contacts', shirt)
  assert.deepEqual(made.options.map((o) => o.value), ['s', 'l'])
  assert.ok(made.createdAt instanceof Date)
  await fails(coreApi.create('contacts', shirt), 409, 'CONFLICT')
  await fails(coreApi.create('contacts', { ...shirt, name: 'Bad Name' }), 400)
  const person = await crm.contacts.basicApi.create({ properties: { email: 'shirt@prop.test', shirt: 's' }, associations: [] })
  await fails(crm.contacts.basicApi.update(person.id, { properties: { shirt: 'xxl' } }), 400)
  assert.equal((await coreApi.update('contacts', 'shirt', { label: 'Shirt size' })).label, 'Shirt size')
  const number = (name, more) => ({ name, label: name, type: 'number', fieldType: 'number', groupName: 'sizes', ...more })
  await batchApi.create('contacts', { inputs: [number('shoe'), number('badge', { hasUniqueValue: true })] })
  const read = await batchApi.read('contacts', { archived: false, inputs: [{ name: 'shoe' }, { name: 'nothing' }] })
  assert.deepEqual([read.results.length, read.numErrors], [1, 1])
  await crm.contacts.basicApi.update(person.id, { properties: { badge: '7' } })
  assert.equal((await crm.contacts.basicApi.getById('7', undefined, undefined, undefined, false, 'badge')).id, person.id)
  await assert.rejects(crm.contacts.basicApi.create({ properties: { email: 'two@prop.test', badge: '7' }, associations: [] }), (e) => e.code === 400 && e.body.errors[0].code === 'CONFLICTING_UNIQUE_VALUE')
  await fails(groupsApi.archive('contacts', 'sizes'), 400)
  await batchApi.archive('contacts', { inputs: [{ name: 'shoe' }, { name: 'badge' }] })
  await coreApi.archive('contacts', 'shirt')
  await fails(coreApi.getByName('contacts', 'shirt'), 404)
  assert.ok((await coreApi.getAll('contacts', true)).results.some((p) => p.name === 'shirt'))
  assert.equal((await groupsApi.update('contacts', 'sizes', { label: 'All sizes' })).label, 'All sizes')
  assert.equal((await groupsApi.getByName('contacts', 'sizes')).label, 'All sizes')
  await groupsApi.archive('contacts', 'sizes')
  assert.ok(!(await groupsApi.getAll('contacts')).results.some((g) => g.name === 'sizes'))
  for (const kind of ['companies', 'deals', 'tickets', 'notes', 'calls', '0-19']) assert.ok((await coreApi.getAll(kind)).results.length > 3, kind)
})

test('pipelines and their stages', async () => {
  const { pipelinesApi, pipelineStagesApi, pipelineAuditsApi, pipelineStageAuditsApi } = crm.pipelines
  const [support] = (await pipelinesApi.getAll('tickets')).results
  assert.deepEqual([support.id, support.label, support.stages.map((s) => s.metadata.ticketState)], ['0', 'Support Pipeline', ['OPEN', 'OPEN', 'OPEN', 'CLOSED']])
  const [sales] = (await pipelinesApi.getAll('deals')).results
  assert.equal(sales.stages.find((s) => s.id === 'closedwon').metadata.probability, '1.0')
  const stage = (label, displayOrder, ticketState) => ({ label, displayOrder, metadata: { ticketState } })
  const made = await pipelinesApi.create('tickets', { label: 'Returns', displayOrder: 1, stages: [stage('Asked', 0, 'OPEN'), stage('Back', 1, 'CLOSED')] })
  assert.deepEqual(made.stages.map((s) => s.metadata.isClosed), ['false', 'true'])
  await fails(pipelinesApi.create('tickets', { label: 'Returns', displayOrder: 1, stages: [] }), 409)
  assert.equal((await pipelinesApi.update('tickets', made.id, { label: 'Send back' })).label, 'Send back')
  const added = await pipelineStagesApi.create('tickets', made.id, stage('Sent', 1, 'OPEN'))
  assert.equal((await pipelineStagesApi.update('tickets', made.id, added.id, { label: 'On its way' })).label, 'On its way')
  assert.equal((await pipelineStagesApi.getById('tickets', made.id, added.id)).label, 'On its way')
  await pipelineStagesApi.replace('tickets', made.id, added.id, stage('Posted', 1, 'OPEN'))
  assert.ok((await pipelineStagesApi.getAll('tickets', made.id)).results.some((s) => s.label === 'Posted'))
  await pipelineStagesApi.archive('tickets', made.id, added.id)
  await fails(pipelineStagesApi.getById('tickets', made.id, added.id), 404)
  const replaced = await pipelinesApi.replace('tickets', made.id, { label: 'Returns', displayOrder: 2, stages: [stage('Asked', 0, 'OPEN'), stage('Done', 1, 'CLOSED')] })
  assert.equal(replaced.stages[0].id, made.stages[0].id)
  assert.ok((await pipelineAuditsApi.getAudit('tickets', made.id)).results.some((l) => l.action === 'CREATE'))
  assert.ok((await pipelineStageAuditsApi.getAudit('tickets', made.stages[0].id)).results.length > 1)
  const ticket = await crm.tickets.basicApi.create({ properties: { subject: 'x', hs_pipeline: made.id }, associations: [] })
  await fails(pipelinesApi.archive('tickets', made.id, true), 400)
  await pipelinesApi.archive('tickets', made.id)
  assert.equal((await crm.tickets.basicApi.getById(ticket.id)).properties.hs_pipeline, '0')
  await fails(pipelinesApi.getById('tickets', made.id), 404)
})

test('a kind of record of our own', async () => {
  const { coreApi } = crm.schemas
  const hull = { name: 'hull', label: 'Hull', type: 'string', fieldType: 'text', hasUniqueValue: true }
  const egg = { name: 'boats', labels: { singular: 'Boat', plural: 'Boats' }, primaryDisplayProperty: 'hull', requiredProperties: ['hull'], searchableProperties: ['hull'], secondaryDisplayProperties: [], properties: [hull, { name: 'length', label: 'Length', type: 'number', fieldType: 'number' }], associatedObjects: ['CONTACT'] }
  const made = await coreApi.create(egg)
  assert.match(made.objectTypeId, /^2-\d+$/)
  assert.match(made.fullyQualifiedName, /^p\d+_boats$/)
  assert.deepEqual(made.associations.map((a) => a.toObjectTypeId), ['0-1'])
  await fails(coreApi.create(egg), 409)
  assert.equal((await coreApi.update(made.objectTypeId, { labels: { singular: 'Ship', plural: 'Ships' } })).labels.plural, 'Ships')
  const { basicApi, batchApi, searchApi } = crm.objects
  const person = await contact('sailor@own.test')
  const boat = await basicApi.create(made.fullyQualifiedName, { properties: { hull: 'A1', length: '7.50' }, associations: [] })
  await fails(basicApi.create('boats', { properties: { length: '1' }, associations: [] }), 400)
  await crm.associations.v4.basicApi.createDefault('boats', boat.id, 'contacts', person.id)
  for (const name of [made.objectTypeId, 'boats', 'p_boats', made.fullyQualifiedName]) {
    const read = await basicApi.getById(name, boat.id, ['length'], undefined, ['contacts'])
    assert.equal(read.properties.length, '7.50')
    assert.equal(read.associations.contacts.results[0].id, person.id)
  }
  const more = await batchApi.create('boats', { inputs: [{ properties: { hull: 'B2', length: 9 }, associations: [] }, { properties: { hull: 'C3' }, associations: [] }] })
  assert.equal(more.results.length, 2)
  const found = await searchApi.doSearch('boats', { limit: 10, after: '0', sorts: ['-length'], properties: ['hull'], filterGroups: [{ filters: [{ propertyName: 'length', operator: 'GT', value: '7' }] }] })
  assert.deepEqual(found.results.map((r) => r.properties.hull), ['B2', 'A1'])
  assert.equal((await batchApi.upsert('boats', { inputs: [{ id: 'C3', idProperty: 'hull', properties: { length: '3' } }] })).results[0]._new, false)
  const link = await coreApi.createAssociation('boats', { fromObjectTypeId: made.objectTypeId, toObjectTypeId: '0-5', name: 'boat_to_ticket' })
  await coreApi.archiveAssociation('boats', link.id)
  await fails(coreApi.archive('boats'), 400)
  await batchApi.archive('boats', { inputs: [boat, ...more.results].map(({ id }) => ({ id })) })
  await coreApi.archive('boats')
  await fails(basicApi.getPage('boats'), 400)
  assert.ok((await coreApi.getAll(true)).results.some((s) => s.name === 'boats'))
  await coreApi.archive('boats', true)
})
