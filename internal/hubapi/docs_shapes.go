package hubapi

// shape is what a route takes and answers, as Go types whose tags are the wire;
// nil for nothing.
type shape struct{ in, out any }

// These stand for what has no type of its own.
type (
	pageOf[T any] struct {
		Total   int     `json:"total,omitempty"`
		Results []T     `json:"results"`
		Paging  *paging `json:"paging,omitempty"`
	}
	batchOf[T any] struct {
		Status      string       `json:"status"`
		Results     []T          `json:"results"`
		NumErrors   int          `json:"numErrors,omitempty"`
		Errors      []batchError `json:"errors,omitempty"`
		StartedAt   stamp        `json:"startedAt"`
		CompletedAt stamp        `json:"completedAt"`
	}
	uploadIn struct {
		File       []byte `json:"file"`
		FolderID   ident  `json:"folderId,omitempty"`
		FolderPath string `json:"folderPath,omitempty"`
		FileName   string `json:"fileName,omitempty"`
		Options    string `json:"options"` // JSON text
	}
	accountIn struct {
		InboxID            ident      `json:"inboxId,omitempty"`
		Name               string     `json:"name,omitempty"`
		Authorized         bool       `json:"authorized,omitempty"`
		DeliveryIdentifier *delivered `json:"deliveryIdentifier,omitempty"`
	}
	stagedIn struct {
		AccountName        string     `json:"accountName,omitempty"`
		DeliveryIdentifier *delivered `json:"deliveryIdentifier,omitempty"`
	}
	reportIn struct {
		StatusType   string `json:"statusType"`
		ErrorMessage string `json:"errorMessage,omitempty"`
	}
	tokenIn struct {
		GrantType    string `json:"grant_type"`
		Code         string `json:"code,omitempty"`
		RedirectURI  string `json:"redirect_uri,omitempty"`
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
		RefreshToken string `json:"refresh_token,omitempty"`
	}
)

// shapes are those of the reference, by method and path.
var shapes = map[string]shape{
	"GET /conversations/v3/conversations/inboxes":                                                       {nil, pageOf[inbox]{}},
	"GET /conversations/v3/conversations/channels":                                                      {nil, pageOf[medium]{}},
	"GET /conversations/v3/conversations/channel-accounts":                                              {nil, pageOf[channelAccount]{}},
	"GET /conversations/v3/conversations/inboxes/{inboxId}":                                             {nil, inbox{}},
	"GET /conversations/v3/conversations/channels/{channelId}":                                          {nil, medium{}},
	"GET /conversations/v3/conversations/channel-accounts/{id}":                                         {nil, channelAccount{}},
	"GET /conversations/v3/conversations/threads":                                                       {nil, pageOf[thread]{}},
	"GET /conversations/v3/conversations/threads/{threadId}":                                            {nil, thread{}},
	"PATCH /conversations/v3/conversations/threads/{threadId}":                                          {threadUpdate{}, thread{}},
	"PUT /conversations/v3/conversations/threads/{threadId}/assignee":                                   {assigneeIn{}, thread{}},
	"GET /conversations/v3/conversations/threads/{threadId}/messages":                                   {nil, pageOf[item]{}},
	"POST /conversations/v3/conversations/threads/{threadId}/messages":                                  {newMessage{}, item{}},
	"GET /conversations/v3/conversations/threads/{threadId}/messages/{messageId}":                       {nil, item{}},
	"GET /conversations/v3/conversations/threads/{threadId}/messages/{messageId}/original-content":      {nil, content{}},
	"GET /conversations/v3/conversations/actors/{actorId}":                                              {nil, actor{}},
	"POST /conversations/v3/conversations/actors/batch/read":                                            {actorsIn{}, batchOf[actor]{}},
	"GET /crm/v3/objects/{T}":                                                                           {nil, pageOf[object]{}},
	"POST /crm/v3/objects/{T}":                                                                          {newObject{}, object{}},
	"GET /crm/v3/objects/{T}/{id}":                                                                      {nil, object{}},
	"PATCH /crm/v3/objects/{T}/{id}":                                                                    {newObject{}, object{}},
	"POST /crm/v3/objects/{T}/search":                                                                   {searchBody{}, pageOf[object]{}},
	"POST /crm/v3/objects/{T}/merge":                                                                    {mergeIn{}, object{}},
	"POST /crm/v3/objects/contacts/gdpr-delete":                                                         {eraseIn{}, nil},
	"POST /crm/v3/objects/{T}/batch/create":                                                             {batchIn[newObject]{}, batchOf[object]{}},
	"POST /crm/v3/objects/{T}/batch/read":                                                               {batchReadIn{}, batchOf[object]{}},
	"POST /crm/v3/objects/{T}/batch/update":                                                             {batchIn[changeIn]{}, batchOf[object]{}},
	"POST /crm/v3/objects/{T}/batch/upsert":                                                             {batchIn[changeIn]{}, batchOf[object]{}},
	"POST /crm/v3/objects/{T}/batch/archive":                                                            {batchIn[idIn]{}, nil},
	"GET /crm/v4/objects/{T}/{id}/associations/{T2}":                                                    {nil, pageOf[joinedTo]{}},
	"PUT /crm/v4/objects/{T}/{id}/associations/{T2}/{id2}":                                              {[]joinType{}, labels{}},
	"PUT /crm/v4/objects/{T}/{id}/associations/default/{T2}/{id2}":                                      {nil, batchOf[plainJoin]{}},
	"POST /crm/v4/associations/{T}/{T2}/batch/read":                                                     {batchIn[readIn]{}, batchOf[joinedOf]{}},
	"POST /crm/v4/associations/{T}/{T2}/batch/create":                                                   {batchIn[pairIn]{}, batchOf[labels]{}},
	"POST /crm/v4/associations/{T}/{T2}/batch/associate/default":                                        {batchIn[pairIn]{}, batchOf[plainJoin]{}},
	"POST /crm/v4/associations/{T}/{T2}/batch/archive":                                                  {batchIn[pairIn]{}, nil},
	"POST /crm/v4/associations/{T}/{T2}/batch/labels/archive":                                           {batchIn[pairIn]{}, nil},
	"POST /crm/v3/associations/{T}/{T2}/batch/read":                                                     {batchIn[readIn]{}, batchOf[oldJoined]{}},
	"POST /crm/v3/associations/{T}/{T2}/batch/create":                                                   {batchIn[pairIn]{}, batchOf[oldJoin]{}},
	"POST /crm/v3/associations/{T}/{T2}/batch/archive":                                                  {batchIn[pairIn]{}, nil},
	"GET /crm/v3/associations/{T}/{T2}/types":                                                           {nil, pageOf[medium]{}},
	"GET /crm/v4/associations/{T}/{T2}/labels":                                                          {nil, pageOf[kindOfJoin]{}},
	"POST /crm/v4/associations/{T}/{T2}/labels":                                                         {labelIn{}, pageOf[kindOfJoin]{}},
	"PUT /crm/v4/associations/{T}/{T2}/labels":                                                          {labelIn{}, nil},
	"GET /crm/v4/associations/definitions/configurations/all":                                           {nil, pageOf[joinLimit]{}},
	"GET /crm/v4/associations/definitions/configurations/{T}/{T2}":                                      {nil, pageOf[joinLimit]{}},
	"POST /crm/v4/associations/definitions/configurations/{T}/{T2}/batch/create":                        {batchIn[limitIn]{}, batchOf[joinLimit]{}},
	"POST /crm/v4/associations/definitions/configurations/{T}/{T2}/batch/update":                        {batchIn[limitIn]{}, batchOf[joinLimit]{}},
	"POST /crm/v4/associations/definitions/configurations/{T}/{T2}/batch/purge":                         {batchIn[limitIn]{}, nil},
	"GET /crm/v3/properties/{T}":                                                                        {nil, pageOf[property]{}},
	"POST /crm/v3/properties/{T}":                                                                       {propertyIn{}, property{}},
	"GET /crm/v3/properties/{T}/{name}":                                                                 {nil, property{}},
	"PATCH /crm/v3/properties/{T}/{name}":                                                               {propertyIn{}, property{}},
	"POST /crm/v3/properties/{T}/batch/create":                                                          {batchIn[propertyIn]{}, batchOf[property]{}},
	"POST /crm/v3/properties/{T}/batch/read":                                                            {propertiesIn{}, batchOf[property]{}},
	"POST /crm/v3/properties/{T}/batch/archive":                                                         {batchIn[nameIn]{}, nil},
	"GET /crm/v3/properties/{T}/groups":                                                                 {nil, pageOf[group]{}},
	"POST /crm/v3/properties/{T}/groups":                                                                {groupIn{}, group{}},
	"GET /crm/v3/properties/{T}/groups/{group}":                                                         {nil, group{}},
	"PATCH /crm/v3/properties/{T}/groups/{group}":                                                       {groupIn{}, group{}},
	"GET /crm/v3/pipelines/{T}":                                                                         {nil, pageOf[pipeline]{}},
	"POST /crm/v3/pipelines/{T}":                                                                        {pipelineIn{}, pipeline{}},
	"GET /crm/v3/pipelines/{T}/{pipelineId}":                                                            {nil, pipeline{}},
	"PUT /crm/v3/pipelines/{T}/{pipelineId}":                                                            {pipelineIn{}, pipeline{}},
	"PATCH /crm/v3/pipelines/{T}/{pipelineId}":                                                          {pipelineIn{}, pipeline{}},
	"GET /crm/v3/pipelines/{T}/{pipelineId}/audit":                                                      {nil, pageOf[auditLine]{}},
	"GET /crm/v3/pipelines/{T}/{pipelineId}/stages":                                                     {nil, pageOf[stage]{}},
	"POST /crm/v3/pipelines/{T}/{pipelineId}/stages":                                                    {stageIn{}, stage{}},
	"GET /crm/v3/pipelines/{T}/{pipelineId}/stages/{stageId}":                                           {nil, stage{}},
	"PUT /crm/v3/pipelines/{T}/{pipelineId}/stages/{stageId}":                                           {stageIn{}, stage{}},
	"PATCH /crm/v3/pipelines/{T}/{pipelineId}/stages/{stageId}":                                         {stageIn{}, stage{}},
	"GET /crm/v3/pipelines/{T}/{pipelineId}/stages/{stageId}/audit":                                     {nil, pageOf[auditLine]{}},
	"GET /crm-object-schemas/v3/schemas":                                                                {nil, pageOf[schema]{}},
	"POST /crm-object-schemas/v3/schemas":                                                               {schemaIn{}, schema{}},
	"GET /crm-object-schemas/v3/schemas/{kind}":                                                         {nil, schema{}},
	"PATCH /crm-object-schemas/v3/schemas/{kind}":                                                       {schemaIn{}, schema{}},
	"POST /crm-object-schemas/v3/schemas/{kind}/associations":                                           {associateIn{}, associationKind{}},
	"GET /crm/v3/owners":                                                                                {nil, pageOf[owner]{}},
	"GET /crm/v3/owners/{ownerId}":                                                                      {nil, owner{}},
	"GET /webhooks/v3/{appId}/settings":                                                                 {nil, webhookSettings{}},
	"PUT /webhooks/v3/{appId}/settings":                                                                 {webhookSettings{}, webhookSettings{}},
	"GET /webhooks/v3/{appId}/subscriptions":                                                            {nil, pageOf[subscription]{}},
	"POST /webhooks/v3/{appId}/subscriptions":                                                           {subscription{}, subscription{}},
	"POST /webhooks/v3/{appId}/subscriptions/batch/update":                                              {batchIn[subscription]{}, batchOf[subscription]{}},
	"GET /webhooks/v3/{appId}/subscriptions/{subscriptionId}":                                           {nil, subscription{}},
	"PATCH /webhooks/v3/{appId}/subscriptions/{subscriptionId}":                                         {subscription{}, subscription{}},
	"POST /files/v3/files":                                                                              {uploadIn{}, file{}},
	"GET /files/v3/files/search":                                                                        {nil, pageOf[file]{}},
	"GET /files/v3/files/stat/{path...}":                                                                {nil, statOut{}},
	"GET /files/v3/files/{fileId}":                                                                      {nil, file{}},
	"PATCH /files/v3/files/{fileId}":                                                                    {fileUpdate{}, file{}},
	"PUT /files/v3/files/{fileId}":                                                                      {uploadIn{}, file{}},
	"GET /files/v3/files/{fileId}/signed-url":                                                           {nil, signedURL{}},
	"POST /files/v3/files/import-from-url/async":                                                        {importIn{}, taskLocator{}},
	"GET /files/v3/files/import-from-url/async/tasks/{taskId}/status":                                   {nil, task{}},
	"POST /files/v3/folders":                                                                            {folderIn{}, folder{}},
	"GET /files/v3/folders/search":                                                                      {nil, pageOf[folder]{}},
	"POST /files/v3/folders/update/async":                                                               {folderUpdate{}, taskLocator{}},
	"GET /files/v3/folders/update/async/tasks/{taskId}/status":                                          {nil, folderTask{}},
	"GET /files/v3/folders/{folder...}":                                                                 {nil, folder{}},
	"PATCH /files/v3/folders/{folderId}":                                                                {folderUpdate{}, folder{}},
	"GET /settings/v3/users":                                                                            {nil, pageOf[user]{}},
	"POST /settings/v3/users":                                                                           {userInput{}, user{}},
	"GET /settings/v3/users/roles":                                                                      {nil, pageOf[role]{}},
	"GET /settings/v3/users/teams":                                                                      {nil, pageOf[team]{}},
	"GET /settings/v3/users/{userId}":                                                                   {nil, user{}},
	"PUT /settings/v3/users/{userId}":                                                                   {userInput{}, user{}},
	"POST /oauth/v1/token":                                                                              {tokenIn{}, tokensOut{}},
	"GET /oauth/v1/access-tokens/{token}":                                                               {nil, tokenInfo{}},
	"GET /oauth/v1/refresh-tokens/{token}":                                                              {nil, tokenInfo{}},
	"POST /visitor-identification/v3/tokens/create":                                                     {visitorIn{}, visitorOut{}},
	"GET /conversations/v3/custom-channels":                                                             {nil, pageOf[customChannel]{}},
	"POST /conversations/v3/custom-channels":                                                            {customInput{}, customChannel{}},
	"GET /conversations/v3/custom-channels/{channelId}":                                                 {nil, customChannel{}},
	"PATCH /conversations/v3/custom-channels/{channelId}":                                               {customInput{}, customChannel{}},
	"GET /conversations/v3/custom-channels/{channelId}/channel-accounts":                                {nil, pageOf[channelAccount]{}},
	"POST /conversations/v3/custom-channels/{channelId}/channel-accounts":                               {accountIn{}, channelAccount{}},
	"GET /conversations/v3/custom-channels/{channelId}/channel-accounts/{accountId}":                    {nil, channelAccount{}},
	"PATCH /conversations/v3/custom-channels/{channelId}/channel-accounts/{accountId}":                  {accountIn{}, channelAccount{}},
	"PATCH /conversations/v3/custom-channels/{channelId}/channel-account-staging-tokens/{accountToken}": {stagedIn{}, stagedAccount{}},
	"POST /conversations/v3/custom-channels/{channelId}/messages":                                       {relayed{}, item{}},
	"GET /conversations/v3/custom-channels/{channelId}/messages/{messageId}":                            {nil, item{}},
	"PATCH /conversations/v3/custom-channels/{channelId}/messages/{messageId}":                          {reportIn{}, item{}},
}
