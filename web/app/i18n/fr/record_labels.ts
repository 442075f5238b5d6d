/**
 * How what is built into records is called in French, by the English that the
 * server says. A label that an administrator wrote stays as it was written.
 */
export const labels: Readonly<Record<string, string>> = {
  Contact: "Contact", Contacts: "Contacts", Company: "Entreprise", Companies: "Entreprises", Deal: "Transaction", Deals: "Transactions", Ticket: "Ticket", Tickets: "Tickets",
  Feedback: "Avis", Note: "Note", Notes: "Notes", Task: "Tâche", Tasks: "Tâches", Call: "Appel", Calls: "Appels", Meeting: "Réunion", Meetings: "Réunions",
  "E-mail": "E-mail", "E-mails": "E-mails", Communication: "Communication", Communications: "Communications",

  Email: "E-mail", "Additional emails": "Autres e-mails", "First name": "Prénom", "Last name": "Nom", Phone: "Téléphone", "Mobile phone": "Mobile", "Company name": "Nom de l’entreprise",
  "Job title": "Poste", Website: "Site web", "Street address": "Adresse", City: "Ville", "State or region": "Région", "Postal code": "Code postal", Country: "Pays",
  "Preferred language": "Langue", "Time zone": "Fuseau horaire", "Lifecycle stage": "Étape du cycle de vie", "Lead status": "Statut du lead", Owner: "Propriétaire",
  "Create date": "Date de création", "Last modified": "Dernière modification", "Record ID": "Numéro de la fiche", "Merged record IDs": "Fiches fusionnées", "Primary company ID": "Numéro de l’entreprise principale",
  Domain: "Domaine", Industry: "Secteur", "Number of employees": "Nombre d’employés", "Annual revenue": "Chiffre d’affaires annuel", Description: "Description",
  "Deal name": "Nom de la transaction", Amount: "Montant", "Deal stage": "Étape", Pipeline: "Pipeline", "Close date": "Date de clôture", "Deal type": "Type",
  "Ticket name": "Nom du ticket", Status: "Statut", Stage: "Étape", Priority: "Priorité", Category: "Catégorie", Source: "Source", Resolution: "Résolution",
  "Time to first reply": "Délai de première réponse", "Time to close": "Délai de clôture",
  "Survey type": "Type d’enquête", "Survey name": "Nom de l’enquête", Sentiment: "Ressenti", "Response group": "Groupe de réponse", Score: "Note", Comment: "Commentaire",
  "Submitted at": "Envoyé le", "Contact ID": "Numéro du contact",
  "Activity date": "Date de l’activité", Attachments: "Pièces jointes", Title: "Titre", Type: "Type", Reminder: "Rappel", "Completed at": "Terminé le", Direction: "Sens", Outcome: "Résultat",
  "Duration (ms)": "Durée (ms)", From: "De", To: "À", Recording: "Enregistrement", Location: "Lieu", Start: "Début", End: "Fin", Subject: "Objet", Text: "Texte", HTML: "HTML", Headers: "En-têtes",
  Channel: "Canal", "Logged from": "Enregistré depuis",

  Subscriber: "Abonné", Lead: "Lead", "Marketing qualified lead": "Lead qualifié marketing", "Sales qualified lead": "Lead qualifié commercial", Opportunity: "Opportunité", Customer: "Client", Evangelist: "Ambassadeur", Other: "Autre",
  New: "Nouveau", Open: "Ouvert", "In progress": "En cours", "Open deal": "Transaction ouverte", Unqualified: "Non qualifié", "Attempted to contact": "Tentative de contact", Connected: "Connecté", "Bad timing": "Mauvais moment",
  "New business": "Nouveau client", "Existing business": "Client existant", None: "Aucune", Low: "Basse", Medium: "Moyenne", High: "Haute", Urgent: "Urgente",
  "Product issue": "Problème de produit", "Billing issue": "Problème de facturation", "Feature request": "Demande de fonctionnalité", "General inquiry": "Demande générale",
  Chat: "Chat", Form: "Formulaire",
  "Loyalty (NPS)": "Fidélité (NPS)", "Support (CES)": "Support (CES)", "Satisfaction (CSAT)": "Satisfaction (CSAT)", Promoter: "Promoteur", Passive: "Passif", Detractor: "Détracteur", Happy: "Satisfait", Neutral: "Neutre", Unhappy: "Insatisfait",
  "Not started": "Pas commencée", Completed: "Terminé", Waiting: "En attente", Deferred: "Reportée", "To-do": "À faire", Inbound: "Entrant", Outbound: "Sortant",
  Busy: "Occupé", "Calling colleague": "Appel du collègue", Cancelled: "Annulé", Connecting: "Connexion", Failed: "Échoué", Missed: "Manqué", "No answer": "Sans réponse", Queued: "En file", Ringing: "Sonnerie",
  Scheduled: "Planifié", Rescheduled: "Replanifié", "No show": "Absent", Outgoing: "Sortant", Incoming: "Entrant", Forwarded: "Transféré", Bounced: "Rejeté", Sending: "En cours d’envoi", Sent: "Envoyé",
  WhatsApp: "WhatsApp", LinkedIn: "LinkedIn", SMS: "SMS", "Custom channel": "Canal personnalisé",

  "Sales Pipeline": "Pipeline des ventes", "Appointment Scheduled": "Rendez-vous pris", "Qualified To Buy": "Prêt à acheter", "Presentation Scheduled": "Présentation prévue", "Decision Maker Bought-In": "Décideur convaincu",
  "Contract Sent": "Contrat envoyé", "Closed Won": "Gagnée", "Closed Lost": "Perdue", "Support Pipeline": "Pipeline du support", "Waiting on contact": "En attente du contact", "Waiting on us": "En attente de notre part", Closed: "Fermé",
};
