package automation_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"
)

// secret is what the app and its receiver know.
const secret = "a secret of forty letters, or about that"

// told is an event as a receiver reads it.
type told struct {
	EventID          int64   `json:"eventId"`
	SubscriptionID   int64   `json:"subscriptionId"`
	PortalID         int64   `json:"portalId"`
	AppID            int64   `json:"appId"`
	OccurredAt       int64   `json:"occurredAt"`
	SubscriptionType string  `json:"subscriptionType"`
	AttemptNumber    int     `json:"attemptNumber"`
	ObjectID         int64   `json:"objectId"`
	MessageID        string  `json:"messageId"`
	MessageType      string  `json:"messageType"`
	ChangeFlag       string  `json:"changeFlag"`
	PropertyName     string  `json:"propertyName"`
	PropertyValue    *string `json:"propertyValue"`
	ObjectTypeID     string  `json:"objectTypeId"`
	ChangeSource     string  `json:"changeSource"`
	AssociationType  string  `json:"associationType"`
	FromObjectID     int64   `json:"fromObjectId"`
	ToObjectID       int64   `json:"toObjectId"`
	Removed          *bool   `json:"associationRemoved"`
	Primary          *bool   `json:"isPrimaryAssociation"`
	PrimaryID        int64   `json:"primaryObjectId"`
	MergedIDs        []int64 `json:"mergedObjectIds"`
	Moved            *int    `json:"numberOfPropertiesMoved"`
}

// receiver is an app's server: it checks each call as HubSpot's documents tell
// it to, with code of its own, and notes what it was told.
type receiver struct {
	*httptest.Server
	t   *testing.T
	now func() time.Time

	mu     sync.Mutex
	calls  [][]told
	busy   map[int64]bool // objects in a call under way
	atOnce int
	most   int // calls at once
	// answer decides on a call, by number from 1, and what it holds; nil: 204.
	answer func(n int, events []told) int
	heard  chan struct{} // gets a value, if it is empty, with each call
}

func newReceiver(t *testing.T, now func() time.Time) *receiver {
	r := &receiver{t: t, now: now, busy: map[int64]bool{}, heard: make(chan struct{}, 1)}
	r.Server = httptest.NewTLSServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(r.Certificate())
	return pool
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.verify(req, body)
	var events []told
	if err := json.Unmarshal(body, &events); err != nil || len(events) == 0 || len(events) > 100 {
		r.t.Errorf("the body is no list of 1 to 100 events: %s (%v)", body, err)
	}
	n, answer := r.begin(events)
	defer r.end(events)
	code := http.StatusNoContent
	if answer != nil {
		code = answer(n, events)
	}
	if code == 0 {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(code)
}

// verify is strict: method, type, all headers, age, and both signatures.
func (r *receiver) verify(req *http.Request, body []byte) {
	h := req.Header
	if req.Method != http.MethodPost || h.Get("Content-Type") != "application/json" {
		r.t.Errorf("%s with Content-Type %q", req.Method, h.Get("Content-Type"))
	}
	v1 := sha256.Sum256(append([]byte(secret), body...))
	if h.Get("X-HubSpot-Signature") != hex.EncodeToString(v1[:]) || h.Get("X-HubSpot-Signature-Version") != "v1" {
		r.t.Errorf("signature 1 is %q (%s)", h.Get("X-HubSpot-Signature"), h.Get("X-HubSpot-Signature-Version"))
	}
	stamp := h.Get("X-HubSpot-Request-Timestamp")
	ms, err := strconv.ParseInt(stamp, 10, 64)
	if age := r.now().Sub(time.UnixMilli(ms)); err != nil || age < -time.Minute || age > 5*time.Minute {
		r.t.Errorf("the time stamp %q is %s old", stamp, age)
	}
	mac := hmac.New(sha256.New, []byte(secret))
	io.WriteString(mac, "POST"+r.URL+req.URL.RequestURI()+string(body)+stamp)
	if h.Get("X-HubSpot-Signature-v3") != base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		r.t.Errorf("signature 3 of %s is %q", req.URL, h.Get("X-HubSpot-Signature-v3"))
	}
}

// begin notes a call; no object may stand in two at once, or twice in one.
func (r *receiver) begin(events []told) (int, func(int, []told) int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, events)
	r.atOnce++
	r.most = max(r.most, r.atOnce)
	for _, e := range events {
		if r.busy[e.ObjectID] {
			r.t.Errorf("object %d: a second event came before the first was answered", e.ObjectID)
		}
		r.busy[e.ObjectID] = true
	}
	select {
	case r.heard <- struct{}{}:
	default:
	}
	return len(r.calls), r.answer
}

func (r *receiver) end(events []told) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.atOnce--
	for _, e := range events {
		delete(r.busy, e.ObjectID)
	}
}

// all is every event heard so far, in order.
func (r *receiver) all() (out []told) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.calls {
		out = append(out, c...)
	}
	return out
}

// await waits until what was heard is enough.
func (r *receiver) await(enough func(all []told) bool) []told {
	r.t.Helper()
	deadline := time.After(2 * time.Minute)
	for {
		all := r.all()
		if enough(all) {
			return all
		}
		select {
		case <-r.heard:
		case <-deadline:
			r.t.Fatalf("waited in vain; heard %+v", all)
		}
	}
}

// count waits for n events.
func (r *receiver) count(n int) []told {
	r.t.Helper()
	return r.await(func(all []told) bool { return len(all) >= n })
}
